package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * The CMU's answer to a registration (H.626.4 §8.1 S3): 201 for a new device, 200 for a known one with the same key.
 *
 * @param deviceId {@code dev_…}
 * @param created whether the device was new
 * @param heartbeatMs period of heartbeats
 * @param expiresInMs the device registers again before this is over
 * @param flow the flow at S3
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegistrationResult(
        String deviceId,
        boolean created,
        long heartbeatMs,
        long expiresInMs,
        @Nullable FlowRef flow) {}
