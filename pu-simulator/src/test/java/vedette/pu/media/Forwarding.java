package vedette.pu.media;

import java.time.Instant;
import vedette.rtp.h264.AccessUnit;

/** Passes everything on; tests override what should go wrong. */
class Forwarding implements MediaSink {

    private final MediaSink to;

    Forwarding(MediaSink to) {
        this.to = to;
    }

    @Override
    public void format(MediaFormat format) {
        to.format(format);
    }

    @Override
    public void video(AccessUnit unit, Instant captureTime) {
        to.video(unit, captureTime);
    }

    @Override
    public void audio(byte[] g711Alaw, long rtpTimestamp8k, Instant captureTime) {
        to.audio(g711Alaw, rtpTimestamp8k, captureTime);
    }

    @Override
    public void ended(String reason) {
        to.ended(reason);
    }
}
