package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The path that a session's media takes, {@code POST /internal/v1/sessions/{id}:path}.
 *
 * @param deviceId device that serves it
 * @param kind {@code direct-lan direct-punched relayed distributed}
 * @param local the device's address
 * @param remote the viewer's address
 * @param reason short words: why this path won
 * @param localType ICE candidate type of the device's side: {@code host srflx prflx relay}
 * @param remoteType ICE candidate type of the viewer's side
 * @param mtu instance that relays or distributes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionPath(
        String deviceId,
        String kind,
        @Nullable String local,
        @Nullable String remote,
        @Nullable String reason,
        @Nullable String localType,
        @Nullable String remoteType,
        @Nullable String mtu) {}
