package vedette.pu.session;

/**
 * Lets through one key frame request per {@link #SPACING_NANOS}: a viewer on a lossy path asks many times for one loss, and key frames at that
 * rate would make the loss worse. Not safe for use by several threads.
 */
final class KeyFrameLimiter {
    static final long SPACING_NANOS = 500_000_000L;

    private boolean any;
    private long lastNanos;

    /** True if a key frame may be asked of the encoder now. */
    boolean allow(long nowNanos) {
        if (any && nowNanos - lastNanos < SPACING_NANOS) {
            return false;
        }
        any = true;
        lastNanos = nowNanos;
        return true;
    }

    /** How long a refused request has to wait. */
    long waitNanos(long nowNanos) {
        return any ? Math.max(0, SPACING_NANOS - (nowNanos - lastNanos)) : 0;
    }
}
