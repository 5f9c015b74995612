package vedette.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a property test many times with reproducible randomness. The seed comes from {@code -Dtest.seed=<decimal or
 * 0xhex>}, else it is random; a failure names it together with the round, so that the run can be repeated exactly.
 *
 * <pre>{@code Seeded.rounds(1_000, random -> assertThat(parse(encode(x(random)))).isEqualTo(...)); }</pre>
 *
 * <p>Each round draws from its own generator derived from seed and round number, so a failing round does not depend on
 * how much randomness earlier rounds used. Not shared between threads.
 */
public final class Seeded {

    /** A test body for one round; may throw anything. */
    @FunctionalInterface
    public interface Body {
        void run(RandomGenerator random) throws Exception;
    }

    private Seeded() {}

    /** The seed of this JVM's test run: {@code -Dtest.seed} or one random number chosen at start. */
    public static long seed() {
        return Holder.SEED;
    }

    /** A generator for tests that need one stream only; print {@link #seed()} in the assertion's description. */
    public static RandomGenerator random() {
        return new SplittableRandom(Holder.SEED);
    }

    /** Runs the body {@code rounds} times; the first failing round ends the run with an error that names the seed. */
    public static void rounds(int rounds, Body body) {
        for (int round = 0; round < rounds; round++) {
            try {
                body.run(new SplittableRandom(Holder.SEED * 0x9E3779B97F4A7C15L + round));
            } catch (Throwable failure) { // Errors too: a parser that fills the heap must name its seed.
                throw new AssertionError(
                        "round " + round + " of " + rounds + " failed; repeat with -Dtest.seed=" + Holder.SEED + ": "
                                + failure.getMessage(),
                        failure);
            }
        }
    }

    private static final class Holder {
        static final long SEED = read();

        private static long read() {
            String text = System.getProperty("test.seed");
            return text == null || text.isBlank() ? new SplittableRandom().nextLong() : Long.decode(text.trim());
        }
    }
}
