package vedette.webrtc;

/**
 * Notices that the viewer is gone: a browser sends RTCP at least every second, ice4j does not notice a dead one at all.
 *
 * <p>After a stall of this very process everything looks silent; so silence only counts when two checks in a row, both on
 * time, find it. Not thread-safe but for {@link #heard}; time is an argument.
 */
final class ViewerWatchdog {
    /** Time between checks, ns. */
    static final long CHECK_INTERVAL_NANOS = 1_000_000_000;

    /** A check later than this was held up by a stall, ns. */
    private static final long LATE_NANOS = 2 * CHECK_INTERVAL_NANOS;

    private final long silenceNanosMax;
    private volatile long lastHeardNanos;
    private long lastCheckNanos;
    private int silentChecks;

    ViewerWatchdog(long silenceNanosMax, long nowNanos) {
        this.silenceNanosMax = silenceNanosMax;
        lastHeardNanos = nowNanos;
        lastCheckNanos = nowNanos;
    }

    /** A valid SRTCP packet came. */
    void heard(long nowNanos) {
        lastHeardNanos = nowNanos;
    }

    /** Whether the viewer is gone; to be called every {@link #CHECK_INTERVAL_NANOS}. */
    boolean isGone(long nowNanos) {
        boolean late = nowNanos - lastCheckNanos > LATE_NANOS;
        lastCheckNanos = nowNanos;
        if (late || nowNanos - lastHeardNanos <= silenceNanosMax) {
            silentChecks = 0;
            return false;
        }
        silentChecks++;
        return silentChecks >= 2;
    }
}
