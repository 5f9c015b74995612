package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * The device serves (H.626.4 §8.4 S10).
 *
 * @param answer SDP of the device
 * @param proof ties the answer to the device's key
 * @param flow the 8.4 flow at S10
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediaAnswer(String answer, MediaProof proof, @Nullable FlowRef flow) {}
