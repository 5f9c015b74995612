package vedette.pu.media;

import java.time.Instant;
import vedette.rtp.h264.AccessUnit;

/**
 * A viewer's end of a subscription. Calls come one at a time and in order. A sink that blocks or throws harms only
 * itself: when its bounded queue is full, video is dropped until the next IDR picture; after an exception, or when it
 * stays blocked, the subscription ends.
 */
public interface MediaSink {

    /** Before the first video, and again before the first video after each change of size, rate or parameter sets. */
    void format(MediaFormat format);

    /**
     * One picture; the first after {@link #format} is an IDR picture. Presentation times rise strictly as long as the
     * source does not reorder frames.
     *
     * @param captureTime wall time when the picture was drawn, read or received
     */
    void video(AccessUnit unit, Instant captureTime);

    /**
     * One packet of sound, usually 20 ms.
     *
     * @param g711Alaw one byte per sample, 8,000 per second (ITU-T G.711)
     * @param rtpTimestamp8k first sample's number in units of 1/8,000 s, extended to 64 bits; same time line as the
     *     video's pts: {@code rtpTimestamp8k / 8000 = pts90k / 90000}
     * @param captureTime wall time of the first sample
     */
    void audio(byte[] g711Alaw, long rtpTimestamp8k, Instant captureTime);

    /** The last call, unless the viewer closed the subscription itself; the reason is for people. */
    void ended(String reason);
}
