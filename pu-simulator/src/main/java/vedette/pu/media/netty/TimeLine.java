package vedette.pu.media.netty;

/**
 * Puts a camera's video and sound on one time line that counts from the process's start, so that times go on over
 * reconnections. Each track starts at the arrival of its first packet; when both tracks' sender reports are there, the
 * sound is moved to where the camera's clock puts it (RFC 3550 §6.4.1). Not thread-safe.
 */
final class TimeLine {

    /** Sender reports further apart than this are not believed. */
    private static final double OFFSET_SECONDS_MAX = 10;
    /** Differences below this are left alone: each move of the sound is heard. */
    private static final double OFFSET_SECONDS_MIN = 0.02;

    private static final double NTP_SECOND = 4_294_967_296.0;

    private final long epochNanos;
    private final Track video = new Track(90_000);
    private final Track sound = new Track(8_000);

    TimeLine(long epochNanos) {
        this.epochNanos = epochNanos;
    }

    /** The place of a video time stamp, 1/90,000 s. */
    long video(long extended, long nowNanos) {
        return video.place(extended, nowNanos);
    }

    /** The place of a sound time stamp, 1/8,000 s. */
    long sound(long extended, long nowNanos) {
        return sound.place(extended, nowNanos);
    }

    /**
     * A sender report of one track.
     *
     * @param ntp NTP time stamp, 32.32 bits
     * @param rtp RTP time stamp of the same moment, 32 bits
     */
    void senderReport(boolean ofVideo, long ntp, long rtp) {
        Track track = ofVideo ? video : sound;
        track.reported = track.started;
        track.ntp = ntp;
        track.rtp = rtp;
        if (video.reported && sound.reported) {
            double soundBehind = (sound.ntp - video.ntp) / NTP_SECOND;
            double wanted = video.seconds() + soundBehind;
            double off = wanted - sound.seconds();
            if (Math.abs(off) > OFFSET_SECONDS_MIN && Math.abs(off) < OFFSET_SECONDS_MAX) {
                sound.offset += Math.round(off * sound.rateHz);
            }
        }
    }

    private final class Track {
        private final int rateHz;
        private boolean started;
        private long offset;
        private long last;
        private boolean reported;
        private long ntp;
        private long rtp;

        Track(int rateHz) {
            this.rateHz = rateHz;
        }

        long place(long extended, long nowNanos) {
            if (!started) {
                started = true;
                offset = Math.round((nowNanos - epochNanos) / 1e9 * rateHz) - extended;
            }
            last = extended;
            return extended + offset;
        }

        /** Place of the moment of the sender report, in seconds. */
        double seconds() {
            // The report's 32 bits are near the last packet's: take the difference, however the counter wrapped.
            long extended = last + (int) (rtp - last);
            return (double) (extended + offset) / rateHz;
        }
    }
}
