package vedette.pu.media;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import vedette.pu.media.scene.I420;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.NalUnits;

/**
 * One encoder and the viewers that share it. Structure is changed under the source's lock; the loop's thread
 * encodes.
 */
final class EncoderLane {

    /** Least time between IDR pictures that viewers ask for: a storm of requests must not eat the bit rate. */
    static final long ASKED_IDR_INTERVAL_NANOS = 250_000_000;

    final SceneLoop loop;
    final List<SyntheticSubscription> viewers = new CopyOnWriteArrayList<>();
    private final int fps;
    private volatile int kbps;
    private volatile boolean idrNow = true;
    private volatile boolean idrAsked;
    private @Nullable H264Encoder encoder;
    private @Nullable MediaFormat format;
    private boolean formatChanged;
    private long lastIdrNanos = Long.MIN_VALUE / 2;

    EncoderLane(SceneLoop loop, int kbps) {
        this.loop = loop;
        this.fps = loop.fps();
        this.kbps = kbps;
    }

    int kbps() {
        return kbps;
    }

    void kbps(int wanted) {
        kbps = wanted;
    }

    /** The next picture will be an IDR picture: a viewer came. */
    void idrNow() {
        idrNow = true;
    }

    boolean wantsIdrNow() {
        return idrNow;
    }

    /** A viewer lost pictures: an IDR picture follows soon. */
    void idrAsked() {
        idrAsked = true;
    }

    boolean isWatched() {
        return viewers.stream().anyMatch(v -> !v.isPaused());
    }

    /** Encodes and hands out; loop thread only. */
    void encode(I420 picture, long pts90k, Instant capture, long nowNanos) {
        if (encoder == null) {
            encoder = new H264Encoder(picture.width, picture.height, fps, kbps);
        }
        encoder.kbps(kbps);
        boolean idr = idrNow || idrAsked && nowNanos - lastIdrNanos >= ASKED_IDR_INTERVAL_NANOS;
        if (idr) {
            idrNow = false;
            idrAsked = false;
        }
        AccessUnit unit = encoder.encode(picture, pts90k, idr);
        if (unit.idr()) {
            lastIdrNanos = nowNanos;
            updateFormat(unit, picture);
        }
        MediaFormat current = format;
        if (current != null) {
            for (SyntheticSubscription viewer : viewers) {
                viewer.video(this, current, formatChanged, unit, capture);
            }
        }
        formatChanged = false;
    }

    /** Frees the encoder; loop thread only. */
    void release() {
        if (encoder != null) {
            encoder.close();
            encoder = null;
        }
    }

    private void updateFormat(AccessUnit unit, I420 picture) {
        byte[] sps =
                unit.first(NalUnits.SPS).orElseThrow(() -> new MediaException("the encoder sent an IDR without SPS"));
        byte[] pps =
                unit.first(NalUnits.PPS).orElseThrow(() -> new MediaException("the encoder sent an IDR without PPS"));
        MediaFormat before = format;
        format = new MediaFormat(picture.width, picture.height, fps, kbps, sps, pps, loop.hasAudio());
        formatChanged = before != null && (!Arrays.equals(before.sps(), sps) || !Arrays.equals(before.pps(), pps));
    }
}
