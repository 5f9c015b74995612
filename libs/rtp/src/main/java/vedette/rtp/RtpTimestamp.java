package vedette.rtp;

/**
 * A point of media time: an RTP timestamp extended to 64 bits, with its clock rate (RFC 3550 §5.1).
 *
 * @param extended ticks of the clock, never wrapping
 * @param clockRateHz ticks per second, 90,000 for video
 */
public record RtpTimestamp(long extended, int clockRateHz) {
    /** Clock rate of all video payload formats. */
    public static final int VIDEO_CLOCK_RATE_HZ = 90_000;

    /** Checks the clock rate. */
    public RtpTimestamp {
        if (clockRateHz <= 0) {
            throw new IllegalArgumentException("clock rate above 0 Hz expected, found " + clockRateHz);
        }
    }

    /** The lower 32 bits, as an RTP packet carries them. */
    public long wire() {
        return extended & 0xFFFF_FFFFL;
    }

    /** This time moved by so many ticks. */
    public RtpTimestamp plus(long ticks) {
        return new RtpTimestamp(extended + ticks, clockRateHz);
    }

    /** Nanoseconds from the other time to this one, rounded down. Both must have one clock rate. */
    public long nanosSince(RtpTimestamp earlier) {
        if (earlier.clockRateHz != clockRateHz) {
            throw new IllegalArgumentException(
                    "one clock rate expected, found " + clockRateHz + " and " + earlier.clockRateHz);
        }
        long ticks = extended - earlier.extended;
        return Math.floorDiv(ticks, clockRateHz) * 1_000_000_000L
                + Math.floorMod(ticks, clockRateHz) * 1_000_000_000L / clockRateHz;
    }

    /** The same instant in ticks of another clock rate, rounded down. */
    public RtpTimestamp at(int otherClockRateHz) {
        long seconds = Math.floorDiv(extended, clockRateHz);
        long rest = Math.floorMod(extended, clockRateHz);
        return new RtpTimestamp(seconds * otherClockRateHz + rest * otherClockRateHz / clockRateHz, otherClockRateHz);
    }
}
