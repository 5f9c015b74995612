package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The path that a session's media takes, or took last.
 *
 * @param kind {@code direct-lan direct-punched relayed distributed}
 * @param reason short words: why this path won
 * @param since since when
 * @param mtu media server that relays or distributes
 * @param viewerMapping mapping behaviour of the viewer's NAT, as far as known
 * @param deviceMapping mapping behaviour of the device's NAT, as far as known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlayPath(
        String kind,
        @Nullable String reason,
        @Nullable Instant since,
        @Nullable String mtu,
        @Nullable String viewerMapping,
        @Nullable String deviceMapping) {}
