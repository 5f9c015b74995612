package vedette.contracts.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of events, {@code POST /internal/v1/flow-events} and the device's {@code flow.report}.
 *
 * @param events at most {@link #EVENTS_MAX}
 */
public record FlowEvents(List<FlowEvent> events) {
    /** Events in one batch between services. */
    public static final int EVENTS_MAX = 500;

    /** An absent list is empty. */
    public FlowEvents(@Nullable List<FlowEvent> events) {
        this.events = events == null ? List.of() : List.copyOf(events);
    }
}
