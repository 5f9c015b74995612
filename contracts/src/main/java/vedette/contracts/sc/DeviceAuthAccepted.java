package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * The addresses are stored (H.626.4 §8.3 S5, S6).
 *
 * @param flow the 8.3 flow at S6
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceAuthAccepted(@Nullable FlowRef flow) {}
