package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Answer to a heartbeat (H.626.4 §7.2: one time base).
 *
 * @param serverTime the platform's time
 * @param offsetMs what the device has to add to its clock; null if it told no time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HeartbeatResult(Instant serverTime, @Nullable Long offsetMs) {}
