package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The path that a session's media takes, {@code POST /internal/v1/sessions/{id}:path}.
 *
 * @param deviceId device that serves it
 * @param kind {@code direct-lan direct-punched relayed}
 * @param local the device's address
 * @param remote the viewer's address
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionPath(
        String deviceId,
        String kind,
        @Nullable String local,
        @Nullable String remote) {}
