package vedette.scu.channel;

/** One token bucket: {@code burst} actions at once, {@code perSecond} on average. Single owner. */
public final class RateBucket {
    private static final double NANOS = 1e9;

    private final int burst;
    private final double perNano;
    private double tokens;
    private long atNanos;

    /** A full bucket at monotonic time {@code nowNanos}. */
    public RateBucket(int burst, double perSecond, long nowNanos) {
        this.burst = burst;
        this.perNano = perSecond / NANOS;
        this.tokens = burst;
        this.atNanos = nowNanos;
    }

    /** Takes one action; false if there is none left. */
    public boolean tryTake(long nowNanos) {
        tokens = Math.min(burst, tokens + Math.max(0, nowNanos - atNanos) * perNano);
        atNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
