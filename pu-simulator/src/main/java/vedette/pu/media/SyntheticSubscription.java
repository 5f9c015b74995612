package vedette.pu.media;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vedette.rtp.h264.AccessUnit;

/** One viewer of a synthetic camera: knows its encoder lane and its delivery; the source does the placing. */
final class SyntheticSubscription implements Subscription {

    private final SyntheticSource source;
    private final Delivery delivery;
    private volatile StreamRequest request;
    private volatile @Nullable EncoderLane lane;
    private volatile @Nullable EncodingPlan plan;

    SyntheticSubscription(SyntheticSource source, StreamRequest request, MediaSink sink) {
        this.source = source;
        this.request = request;
        this.delivery = new Delivery(source.info().name(), sink, this::requestKeyFrame, reason -> close());
    }

    /** The lane in force; null before the first placing and after the end. */
    @Nullable
    EncoderLane lane() {
        return lane;
    }

    /** The limits in force, with the bit rate now aimed at. */
    @Nullable
    EncodingPlan plan() {
        return plan;
    }

    /** Moves to a lane, or off all lanes. Source's lock held. */
    void place(@Nullable EncoderLane to, @Nullable EncodingPlan with) {
        plan = with;
        if (lane != to) {
            lane = to;
            delivery.restart();
        }
    }

    void request(StreamRequest now) {
        request = now;
    }

    boolean isPaused() {
        return delivery.isPaused();
    }

    boolean wantsAudio() {
        return request.audio() && !isPaused();
    }

    void video(EncoderLane from, MediaFormat format, boolean changed, AccessUnit unit, Instant capture) {
        if (lane == from) {
            delivery.video(audible(format), changed, unit, capture, true);
            delivery.checkStuck();
        }
    }

    void audio(byte[] alaw, long timestamp, Instant capture) {
        delivery.audio(alaw, timestamp, capture);
    }

    void ended(String reason) {
        delivery.ended(reason);
    }

    private MediaFormat audible(MediaFormat f) {
        boolean audio = f.audio() && request.audio();
        return audio == f.audio()
                ? f
                : new MediaFormat(f.width(), f.height(), f.fps(), f.kbps(), f.sps(), f.pps(), audio);
    }

    @Override
    public void requestKeyFrame() {
        EncoderLane current = lane;
        if (current != null) {
            current.idrAsked();
        }
    }

    @Override
    public void bitrate(int kbps) {
        source.bitrate(this, kbps);
    }

    @Override
    public void pause() {
        delivery.paused(true);
    }

    @Override
    public void resume() {
        if (isPaused()) {
            delivery.paused(false);
            source.resumed(this);
        }
    }

    @Override
    public StreamRequest request() {
        return request;
    }

    @Override
    public void modify(StreamRequest wanted) {
        source.modify(this, wanted);
    }

    @Override
    public void close() {
        delivery.close();
        source.leave(this);
    }
}
