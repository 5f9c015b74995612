package vedette.pu.session;

import java.util.OptionalInt;

/**
 * Turns the viewer's view of the path into a video bit rate (H.626.4 §7 f): its bandwidth estimate less a margin, cut further while packets are
 * lost. Small and frequent changes are held back, since each one costs picture quality. Not safe for use by several threads.
 */
final class BitrateController {
    static final int KBPS_MIN = 64;
    /** Part of the estimate for video: the rest is for sound, retransmissions, RTCP and the estimate's error. */
    private static final double VIDEO_SHARE = 0.85;

    private static final double LOSS_HIGH = 0.05;
    /** A smaller cut would be held back, and loss means too much is sent. */
    private static final double CUT_MIN = 0.15;

    private static final double LOSS_LOW = 0.02;
    private static final double STEP_MIN = 0.10;
    private static final long SPACING_NANOS = 500_000_000L;

    private final int kbpsMax;
    private int currentKbps;
    private double lossCapKbps = Double.MAX_VALUE;
    private double estimateKbps = Double.MAX_VALUE;
    private boolean any;
    private long lastNanos;

    /** @param kbpsMax the stream's own rate, which is never exceeded */
    BitrateController(int kbpsMax) {
        this.kbpsMax = Math.max(kbpsMax, KBPS_MIN);
        this.currentKbps = this.kbpsMax;
    }

    /** @return the new rate if it is worth a change */
    OptionalInt estimate(long bps, long nowNanos) {
        estimateKbps = bps / 1000.0 * VIDEO_SHARE;
        return decide(nowNanos);
    }

    /** @param lossFraction 0…1 since the viewer's previous report */
    OptionalInt loss(double lossFraction, long nowNanos) {
        if (lossFraction > LOSS_HIGH) {
            lossCapKbps = Math.min(lossCapKbps, currentKbps) * (1 - Math.max(lossFraction / 2, CUT_MIN));
        } else if (lossFraction < LOSS_LOW && lossCapKbps < kbpsMax) {
            lossCapKbps *= 1.08;
        }
        return decide(nowNanos);
    }

    private OptionalInt decide(long nowNanos) {
        int wanted = (int) Math.clamp(Math.min(estimateKbps, lossCapKbps), KBPS_MIN, kbpsMax);
        boolean worthIt = Math.abs(wanted - currentKbps) >= currentKbps * STEP_MIN
                || (wanted == kbpsMax && currentKbps != kbpsMax);
        if (!worthIt || (any && nowNanos - lastNanos < SPACING_NANOS)) {
            return OptionalInt.empty();
        }
        any = true;
        lastNanos = nowNanos;
        currentKbps = wanted;
        return OptionalInt.of(wanted);
    }
}
