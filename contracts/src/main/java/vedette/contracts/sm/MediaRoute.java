package vedette.contracts.sm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the media routing table (H.626.4 §7.2).
 *
 * @param sessionId the session
 * @param deviceId device that serves it
 * @param transport {@code webrtc} or {@code rtsp}; null after a restart of the SCU
 * @param state {@code setup} until the path is known, then {@code flowing}
 * @param kind {@code direct-lan direct-punched relayed distributed}
 * @param local the device's address and port
 * @param remote the viewer's address and port
 * @param reason short words: why this path won
 * @param mtu instance that relays or distributes
 * @param startedAt when this SCU learned of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediaRoute(
        String sessionId,
        String deviceId,
        @Nullable String transport,
        String state,
        @Nullable String kind,
        @Nullable String local,
        @Nullable String remote,
        @Nullable String reason,
        @Nullable String mtu,
        Instant startedAt) {}
