package vedette.pu.session;

import java.util.Optional;

/**
 * Decides when a viewer of a source that cannot change its own rate gets the sub stream instead (H.626.4 §7 f): at once when packets are lost
 * or the path's estimate stays below the stream, and back after a quiet time, which doubles each time that coming back was a mistake. Not safe
 * for use by several threads.
 */
final class QualityGuard {
    static final double LOSS_HIGH = 0.05;
    static final long QUIET_NANOS = 10_000_000_000L;
    static final long QUIET_NANOS_MAX = 300_000_000_000L;

    private static final double LOSS_LOW = 0.02;
    /** An estimate may dip for a moment, and starts low. */
    private static final long LOW_ESTIMATE_NANOS = 1_000_000_000L;

    private static final long START_NANOS = 3_000_000_000L;

    /** What to do. */
    enum Change {
        REDUCE,
        RESTORE
    }

    private final long startNanos;
    private boolean reduced;
    private boolean estimateIsLow;
    private long lowSinceNanos;
    private long quietSinceNanos;
    private long restoredNanos;
    private boolean everRestored;
    private long quietNanos = QUIET_NANOS;
    private String reason = "";

    QualityGuard(long nowNanos) {
        this.startNanos = nowNanos;
    }

    boolean isReduced() {
        return reduced;
    }

    /** Why quality is reduced, in a few words. */
    String reason() {
        return reason;
    }

    /**
     * A viewer's report.
     *
     * @param fraction 0…1 since the report before
     */
    Optional<Change> loss(double fraction, long nowNanos) {
        if (fraction > LOSS_HIGH && !reduced) {
            return reduce("packets are lost on the way", nowNanos);
        }
        if (fraction > LOSS_LOW) {
            quietSinceNanos = nowNanos;
        }
        return restore(nowNanos);
    }

    /**
     * The viewer's estimate of the path. On the sub stream it tells nothing about the main stream, since it follows what arrives.
     *
     * @param streamKbps rate of the stream in force, 0 if unknown
     */
    Optional<Change> estimate(long bps, int streamKbps, long nowNanos) {
        boolean low = streamKbps > 0 && bps < streamKbps * 1000L;
        if (!low) {
            estimateIsLow = false;
        } else if (!estimateIsLow) {
            estimateIsLow = true;
            lowSinceNanos = nowNanos;
        }
        boolean lasting = low
                && nowNanos - lowSinceNanos >= LOW_ESTIMATE_NANOS
                && nowNanos - startNanos >= START_NANOS;
        if (!reduced) {
            return lasting ? reduce("the path is too slow for the main stream", nowNanos) : Optional.empty();
        }
        if (lasting) {
            quietSinceNanos = nowNanos;
        }
        return restore(nowNanos);
    }

    private Optional<Change> reduce(String why, long nowNanos) {
        boolean mistake = everRestored && nowNanos - restoredNanos < QUIET_NANOS;
        quietNanos = mistake ? Math.min(quietNanos * 2, QUIET_NANOS_MAX) : QUIET_NANOS;
        reduced = true;
        estimateIsLow = false;
        quietSinceNanos = nowNanos;
        reason = why;
        return Optional.of(Change.REDUCE);
    }

    private Optional<Change> restore(long nowNanos) {
        if (!reduced || nowNanos - quietSinceNanos < quietNanos) {
            return Optional.empty();
        }
        reduced = false;
        everRestored = true;
        restoredNanos = nowNanos;
        estimateIsLow = false;
        reason = "";
        return Optional.of(Change.RESTORE);
    }
}
