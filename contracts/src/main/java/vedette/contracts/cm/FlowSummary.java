package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of a flow in a list.
 *
 * @param flowId {@code flw_…}
 * @param flow number in H.626.4, {@code 8.4}
 * @param subject device that it is about
 * @param startedAt first event
 * @param outcome {@code ok failed running incomplete}
 * @param brokeAt step that failed or never came, null if ok or running
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record FlowSummary(
        String flowId,
        String flow,
        @Nullable String subject,
        Instant startedAt,
        String outcome,
        @Nullable String brokeAt) {}
