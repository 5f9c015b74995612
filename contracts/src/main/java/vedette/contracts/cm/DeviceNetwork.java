package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device's network as it found and signed it last (H.626.4 §8.3).
 *
 * @param natAddr {@code ip:port} as the STUN server saw it, null if none answered
 * @param localAddrs {@code ip:port} of its interfaces
 * @param mapping mapping behaviour of its NAT: {@code endpoint-independent address-dependent address-and-port-dependent none udp-blocked
 *     unknown}
 * @param filtering filtering behaviour of its NAT, the same values
 * @param updatedAt when
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record DeviceNetwork(
        @Nullable String natAddr,
        List<String> localAddrs,
        String mapping,
        String filtering,
        Instant updatedAt) {}
