package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The device lives. Three missing ones in a row make it offline (GAP-01).
 *
 * @param uptimeMs since the device's start
 * @param sessions media sessions that it serves now
 * @param deviceTime its clock, null if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Heartbeat(long uptimeMs, int sessions, @Nullable Instant deviceTime) {}
