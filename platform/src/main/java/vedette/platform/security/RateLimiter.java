package vedette.platform.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Token buckets by key: {@code burst} actions at once, refilled evenly over {@code period}. Keeps at most {@code keysMax}
 * keys; the one unused longest is forgotten first, so a flood of keys costs bounded memory. Thread-safe.
 */
public final class RateLimiter {
    private final int burst;
    private final double perNano;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets;

    private static final class Bucket {
        double tokens;
        long at;
    }

    public RateLimiter(int burst, Duration period, int keysMax, LongSupplier nanoTime) {
        if (burst < 1 || keysMax < 1 || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("burst and keysMax must be at least 1 and period positive; found burst=" + burst
                    + ", keysMax=" + keysMax + ", period=" + period);
        }
        this.burst = burst;
        this.perNano = (double) burst / period.toNanos();
        this.nanoTime = nanoTime;
        this.buckets = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > keysMax;
            }
        };
    }

    /** Takes one action of {@code key}; false if it has none left now. */
    public synchronized boolean tryAcquire(String key) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(key, _ -> {
            Bucket fresh = new Bucket();
            fresh.tokens = burst;
            fresh.at = now;
            return fresh;
        });
        bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) * perNano);
        bucket.at = now;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens -= 1;
        return true;
    }
}
