package vedette.scu.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

/** Which media server is asked first. */
class MtuSelectionTest {
    private final Random random = new Random(7);

    private static Mtu mtu(String name, @Nullable String region, double load) {
        return new Mtu(name, "boot", "https://127.0.0.1:1", region, load, false, null);
    }

    private String first(List<Mtu> mtus, Map<String, Integer> held) {
        return MtuSelection.order(mtus, "here", name -> held.getOrDefault(name, 0), random).getFirst().instance();
    }

    @Test
    @Covers("H6264-7.2-8")
    void ownRegion_comesFirst_evenIfBusier() {
        List<Mtu> mtus = List.of(mtu("far", "there", 0.0), mtu("near", "here", 0.9), mtu("any", null, 0.1));
        for (int i = 0; i < 50; i++) {
            List<String> order = MtuSelection.order(mtus, "here", _ -> 0, random).stream().map(Mtu::instance).toList();
            assertThat(order).hasSize(3).last().isEqualTo("far");
            assertThat(order.getFirst()).isEqualTo("any");
        }
    }

    @Test
    @Covers("H6264-7.2-8")
    void clearlyLessLoad_wins() {
        for (int i = 0; i < 100; i++) {
            assertThat(first(List.of(mtu("busy", "here", 0.8), mtu("idle", "here", 0.1)), Map.of())).isEqualTo("idle");
        }
    }

    @Test
    @Covers("CSS-8-Load")
    void equalOnes_shareWithin25Percent_alsoWhenLoadsAreOld() {
        for (int servers = 2; servers <= 5; servers++) {
            List<Mtu> mtus = java.util.stream.IntStream.range(0, servers).mapToObj(n -> mtu("m" + n, "here", 0.3)).toList();
            Map<String, Integer> held = new HashMap<>();
            int sessions = 40 * servers;
            for (int i = 0; i < sessions; i++) {
                held.merge(first(mtus, held), 1, Integer::sum);
            }
            assertThat(held.values()).hasSize(servers).allSatisfy(count -> assertThat(count).isBetween(30, 50));
        }
    }

    @Test
    @Covers("CSS-8-Load")
    void threeScusThatKnowNothingOfEachOther_spreadTheirSessionsToo() {
        List<Mtu> mtus = List.of(mtu("a", "here", 0.2), mtu("b", "here", 0.2));
        Map<String, Integer> all = new HashMap<>();
        for (int scu = 0; scu < 3; scu++) {
            Map<String, Integer> held = new HashMap<>();
            for (int i = 0; i < 40; i++) {
                String chosen = first(mtus, held);
                held.merge(chosen, 1, Integer::sum);
                all.merge(chosen, 1, Integer::sum);
            }
        }
        assertThat(all.values()).allSatisfy(count -> assertThat(count).isBetween(45, 75));
    }
}
