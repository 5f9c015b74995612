package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The path that a session's media takes now.
 *
 * @param sessionId the session
 * @param kind {@code direct-lan direct-punched relayed}
 * @param local the device's address and port
 * @param remote the viewer's address and port
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionPathReport(String sessionId, String kind, @Nullable String local, @Nullable String remote) {}
