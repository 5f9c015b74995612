package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The path that a session's media takes now.
 *
 * @param sessionId the session
 * @param kind {@code direct-lan direct-punched relayed distributed}
 * @param local the device's address and port
 * @param remote the viewer's address and port
 * @param reason short words: why this path won
 * @param localType ICE candidate type of the device's side: {@code host srflx prflx relay}
 * @param remoteType ICE candidate type of the viewer's side
 * @param mtu instance that relays or distributes, if the device knows it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionPathReport(
        String sessionId,
        String kind,
        @Nullable String local,
        @Nullable String remote,
        @Nullable String reason,
        @Nullable String localType,
        @Nullable String remoteType,
        @Nullable String mtu) {}
