package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Change settings; null leaves a value as it is.
 *
 * @param heartbeatMs period of heartbeats
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigSet(@Nullable Long heartbeatMs) {}
