package vedette.contracts.cm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowEvent;

/**
 * What a viewer received, told by its portal ({@code POST /cmu/v1/flow-reports}).
 *
 * @param flowId one of the viewer's own flows
 * @param events at most {@link #EVENTS_MAX}, all with {@code to = cu}
 * @param firstPictureMs milliseconds from the play request to the first picture, once there was one
 */
public record FlowReport(
        String flowId,
        List<FlowEvent> events,
        @Nullable Long firstPictureMs) {
    /** Events in one report. */
    public static final int EVENTS_MAX = 50;

    /** An absent list is empty. */
    public FlowReport(
            String flowId,
            @Nullable List<FlowEvent> events,
            @Nullable Long firstPictureMs) {
        this.flowId = flowId;
        this.events = events == null ? List.of() : List.copyOf(events);
        this.firstPictureMs = firstPictureMs;
    }
}
