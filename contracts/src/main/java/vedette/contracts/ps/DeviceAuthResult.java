package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * The platform stored the addresses (H.626.4 §8.3 S7). A wrong signature has no result: the channel is closed.
 *
 * @param ok true
 * @param nextNonce to be signed in the next {@link DeviceAuth}
 * @param flow the 8.3 flow at S7
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceAuthResult(boolean ok, String nextNonce, @Nullable FlowRef flow) {}
