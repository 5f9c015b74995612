package vedette.device;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waiting times between attempts: 0.5, 1, 2, 4 … 30 s, each drawn from the upper half of its range so that a fleet that lost its server at one
 * instant does not come back at one instant. Not safe for use by several threads.
 */
public final class BackOff {
    public static final Duration FIRST = Duration.ofMillis(500);
    public static final Duration MAX = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private long nextMillis = FIRST.toMillis();

    public BackOff(RandomGenerator random) {
        this.random = random;
    }

    public Duration next() {
        long range = nextMillis;
        nextMillis = Math.min(nextMillis * 2, MAX.toMillis());
        return Duration.ofMillis(range / 2 + random.nextLong(range / 2 + 1));
    }

    public void reset() {
        nextMillis = FIRST.toMillis();
    }
}
