package vedette.contracts.cm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowEvent;

/**
 * What a viewer received, told by its portal ({@code POST /cmu/v1/flow-reports}).
 *
 * @param flowId one of the viewer's own flows
 * @param events at most {@link #EVENTS_MAX}, all with {@code to = cu}
 */
public record FlowReport(String flowId, List<FlowEvent> events) {
    /** Events in one report. */
    public static final int EVENTS_MAX = 50;

    /** An absent list is empty. */
    public FlowReport(String flowId, @Nullable List<FlowEvent> events) {
        this.flowId = flowId;
        this.events = events == null ? List.of() : List.copyOf(events);
    }
}
