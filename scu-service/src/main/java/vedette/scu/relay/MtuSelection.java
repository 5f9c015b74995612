package vedette.scu.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * The order in which MTUs are asked to relay: those of the own region first, then by load (H.626.4 §7.2). Of two drawn at random the one with
 * clearly less load wins; equal ones share by a weighted draw that leans to the one with fewer relays of this SCU, so neither stale loads nor
 * several SCUs make all run to the same instance (CSS-8-Load). Stateless.
 */
final class MtuSelection {
    /** Difference of loads from which on the lower one always wins. */
    private static final double CLEAR_DIFFERENCE = 0.2;
    /** A full instance is still drawn now and then: its load may be old. */
    private static final double HEADROOM_MIN = 0.02;

    private MtuSelection() {}

    /**
     * All of {@code mtus}, best first.
     *
     * @param region region of this SCU
     * @param held relays of this SCU on an MTU by instance name
     */
    static List<Mtu> order(List<Mtu> mtus, String region, ToIntFunction<String> held, RandomGenerator random) {
        List<Mtu> near = new ArrayList<>();
        List<Mtu> far = new ArrayList<>();
        mtus.forEach(mtu -> (mtu.region() == null || mtu.region().equals(region) ? near : far).add(mtu));
        List<Mtu> ordered = new ArrayList<>(mtus.size());
        drawAll(near, ordered, held, random);
        drawAll(far, ordered, held, random);
        return ordered;
    }

    private static void drawAll(List<Mtu> from, List<Mtu> into, ToIntFunction<String> held, RandomGenerator random) {
        while (!from.isEmpty()) {
            int first = random.nextInt(from.size());
            int chosen = first;
            if (from.size() > 1) {
                int second = (first + 1 + random.nextInt(from.size() - 1)) % from.size();
                chosen = better(from.get(first), from.get(second), held, random) ? first : second;
            }
            into.add(from.remove(chosen));
        }
    }

    private static boolean better(Mtu one, Mtu other, ToIntFunction<String> held, RandomGenerator random) {
        double difference = one.load() - other.load();
        if (Math.abs(difference) >= CLEAR_DIFFERENCE) {
            return difference < 0;
        }
        int ones = held.applyAsInt(one.instance());
        int others = held.applyAsInt(other.instance());
        int least = Math.min(ones, others);
        double oneWeight = headroom(one) / (1 + ones - least);
        double otherWeight = headroom(other) / (1 + others - least);
        return random.nextDouble() * (oneWeight + otherWeight) < oneWeight;
    }

    private static double headroom(Mtu mtu) {
        double left = Math.max(HEADROOM_MIN, 1 - mtu.load());
        return left * left;
    }
}
