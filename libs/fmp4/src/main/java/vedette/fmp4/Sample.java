package vedette.fmp4;

/**
 * One sample: an access unit of video or a frame of sound. Immutable by agreement: the array is not copied and must not be
 * changed.
 *
 * @param decodeTime decoding time in ticks of the track's time scale, never negative
 * @param duration ticks until the next sample is decoded
 * @param compositionOffset ticks from decoding to presentation; negative is allowed
 * @param sync whether decoding may start here
 * @param data for video NAL units behind four byte lengths (ISO/IEC 14496-15 §5.3.3)
 */
public record Sample(long decodeTime, long duration, int compositionOffset, boolean sync, byte[] data) {
    /** Checks the ranges. */
    public Sample {
        if (decodeTime < 0 || duration < 0 || duration > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "decode time from 0 and 32-bit duration expected, found " + decodeTime + ", " + duration);
        }
    }

    /** Presentation time in ticks of the track's time scale. */
    public long presentationTime() {
        return decodeTime + compositionOffset;
    }
}
