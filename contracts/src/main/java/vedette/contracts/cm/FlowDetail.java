package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowEvent;

/**
 * One run of a flow with its events.
 *
 * @param flowId {@code flw_…}
 * @param flow number in H.626.4, {@code 8.4}
 * @param subject device that it is about
 * @param startedAt first event
 * @param outcome {@code ok failed running incomplete}
 * @param brokeAt step that failed or never came, null if ok or running
 * @param brokeReason problem code at that step, {@code missing} if it never came
 * @param expectedSteps the steps that a complete run has, in order
 * @param events ordered by cause
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FlowDetail(
        String flowId,
        String flow,
        @Nullable String subject,
        Instant startedAt,
        String outcome,
        @Nullable String brokeAt,
        @Nullable String brokeReason,
        List<String> expectedSteps,
        List<FlowEvent> events) {}
