package vedette.device;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waiting times between attempts: 0.5, 1, 2, 4 … 30 s, each drawn from the upper half of its range so that a fleet that lost its server at one
 * instant does not come back at one instant. A platform that wants frequent heartbeats is small and wants its devices back sooner: no wait is
 * longer than its heartbeat period, nor is any limit set below 5 s. Not safe for use by several threads.
 */
public final class BackOff {
    public static final Duration FIRST = Duration.ofMillis(500);
    public static final Duration MAX = Duration.ofSeconds(30);
    private static final Duration MAX_SMALLEST = Duration.ofSeconds(5);

    private final RandomGenerator random;
    private long nextMillis = FIRST.toMillis();
    private long maxMillis = MAX.toMillis();

    public BackOff(RandomGenerator random) {
        this.random = random;
    }

    public Duration next() {
        long range = nextMillis;
        nextMillis = Math.min(nextMillis * 2, maxMillis);
        return Duration.ofMillis(range / 2 + random.nextLong(range / 2 + 1));
    }

    /** No wait shall be longer than this heartbeat period. */
    public void limit(long heartbeatMillis) {
        maxMillis = Math.clamp(heartbeatMillis, MAX_SMALLEST.toMillis(), MAX.toMillis());
        nextMillis = Math.min(nextMillis, maxMillis);
    }

    /** The longest wait. */
    public Duration max() {
        return Duration.ofMillis(maxMillis);
    }

    public void reset() {
        nextMillis = FIRST.toMillis();
    }
}
