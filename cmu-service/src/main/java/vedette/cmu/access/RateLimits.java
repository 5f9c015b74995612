package vedette.cmu.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import vedette.cmu.config.Ticker;
import vedette.cmu.problem.CmuProblem;

/**
 * Token buckets per operation and client. Bounded: the bucket that was idle longest is forgotten first. Thread-safe.
 */
@Component
public class RateLimits {
    /** Buckets remembered. */
    private static final int BUCKETS_MAX = 20_000;

    private static final double NANOS_PER_MINUTE = 60e9;
    private static final long MILLIS_PER_MINUTE = 60_000;

    private final Ticker ticker;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > BUCKETS_MAX;
        }
    };

    private static final class Bucket {
        private double tokens;
        private long filledNanos;
    }

    RateLimits(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Takes one token.
     *
     * @param operation name of the limit
     * @param client whom it counts for
     * @param perMinute tokens added per minute; also the size of the bucket
     * @throws RuntimeException the problem {@code too-many-requests} if the bucket is empty
     */
    public void take(String operation, String client, int perMinute) {
        long now = ticker.nanos();
        boolean taken;
        synchronized (buckets) {
            Bucket bucket = buckets.computeIfAbsent(operation + "|" + client, _ -> {
                Bucket fresh = new Bucket();
                fresh.tokens = perMinute;
                fresh.filledNanos = now;
                return fresh;
            });
            double added = (now - bucket.filledNanos) * perMinute / NANOS_PER_MINUTE;
            bucket.tokens = Math.min(perMinute, bucket.tokens + added);
            bucket.filledNanos = now;
            taken = bucket.tokens >= 1;
            if (taken) {
                bucket.tokens -= 1;
            }
        }
        if (!taken) {
            throw CmuProblem.TOO_MANY_REQUESTS.exception(
                    "At most " + perMinute + " per minute; wait a moment and try again",
                    Duration.ofMillis(Math.max(1_000, MILLIS_PER_MINUTE / perMinute)));
        }
    }
}
