package vedette.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

class NodeSelectorTest {
    private static Bootstrap.Node node(String name, String... tasks) {
        return new Bootstrap.Node(name, "https://" + name, "lab", List.of(tasks));
    }

    @Test
    @Covers({"CSS-3-RandomNode"})
    void firstChoice_isUniform() {
        List<Bootstrap.Node> nodes =
                List.of(node("a", "register"), node("b", "register"), node("c", "register"), node("d", "register"));
        Random random = new Random(7);
        Map<String, Integer> first = new HashMap<>();
        int starts = 2_000;
        for (int i = 0; i < starts; i++) {
            first.merge(
                    new NodeSelector(nodes, "register", random)
                            .next()
                            .orElseThrow()
                            .scu(),
                    1,
                    Integer::sum);
        }
        double expected = starts / 4.0;
        double chiSquare = first.values().stream()
                .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                .sum();
        // Three degrees of freedom: p > 0.01 below 11.34.
        assertThat(first).hasSize(4);
        assertThat(chiSquare).isLessThan(11.34);
    }

    @Test
    void eachServerOfTheTask_comesOnce() {
        NodeSelector selector = new NodeSelector(
                List.of(node("a", "register"), node("b", "archive"), node("c")), "register", new Random(1));
        List<String> seen = new ArrayList<>();
        for (var next = selector.next(); next.isPresent(); next = selector.next()) {
            seen.add(next.get().scu());
        }
        assertThat(seen).containsExactlyInAnyOrder("a", "c");
    }
}
