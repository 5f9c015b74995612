package vedette.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Walks the servers of a bootstrap one by one in random order, each once; a broken one is left behind for the next. Uniform shuffling spreads a
 * fleet evenly over the servers. Not safe for use by several threads.
 */
public final class NodeSelector {
    private final List<Bootstrap.Node> order;
    private int next;

    public NodeSelector(List<Bootstrap.Node> nodes, String task, RandomGenerator random) {
        order = new ArrayList<>(nodes.stream()
                .filter(node -> node.tasks().isEmpty() || node.tasks().contains(task))
                .toList());
        for (int i = order.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            Bootstrap.Node swapped = order.get(i);
            order.set(i, order.get(other));
            order.set(other, swapped);
        }
    }

    /** The next server to try; empty when all were tried and a new bootstrap is due. */
    public Optional<Bootstrap.Node> next() {
        return next < order.size() ? Optional.of(order.get(next++)) : Optional.empty();
    }
}
