package vedette.contracts.sd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Media listeners of an MTU, part of its registration. A listener that does not run is absent.
 *
 * @param stun {@code host:port} of the STUN servers
 * @param turn TURN URIs (RFC 7065), best first
 * @param rtsp {@code rtsp://host:8554}
 * @param rtsps {@code rtsps://host:8322}
 * @param fmp4 {@code wss://host:8445/v1/fmp4}
 * @param reverse {@code https://host:8445/v1/reverse}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MtuMedia(
        List<String> stun,
        List<String> turn,
        @Nullable String rtsp,
        @Nullable String rtsps,
        @Nullable String fmp4,
        @Nullable String reverse) {}
