package vedette.stun.server;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Limits how often one source is served, without remembering sources: a fixed table of buckets, found by a keyed hash of the address (of its /64
 * for IPv6). Two sources may share a bucket, which only an owner of the key could arrange. Not thread-safe.
 */
public final class SourceLimiter {
    private static final int BUCKETS = 1 << 13;

    private final float burst;
    private final double perNano;
    private final long key;
    private final float[] tokens = new float[BUCKETS];
    private final long[] at = new long[BUCKETS];

    /**
     * @param perSecond refill per second
     * @param burst most at once
     * @param key random
     */
    public SourceLimiter(int perSecond, int burst, long key, long nowNanos) {
        this.burst = burst;
        this.perNano = perSecond / 1e9;
        this.key = key;
        java.util.Arrays.fill(tokens, burst);
        java.util.Arrays.fill(at, nowNanos);
    }

    /** Takes one; false if the source has none left now. */
    public boolean tryAcquire(InetAddress source, long nowNanos) {
        int i = bucket(source);
        float available = (float) Math.min(burst, tokens[i] + (nowNanos - at[i]) * perNano);
        at[i] = nowNanos;
        boolean granted = available >= 1;
        tokens[i] = granted ? available - 1 : available;
        return granted;
    }

    private int bucket(InetAddress source) {
        byte[] bytes = source.getAddress();
        long hash = key;
        int length = source instanceof Inet6Address ? 8 : bytes.length;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ bytes[i] & 0xFF) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 40) & BUCKETS - 1;
    }
}
