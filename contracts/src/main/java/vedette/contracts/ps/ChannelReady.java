package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The channel is open.
 *
 * @param heartbeatMs period of heartbeats
 * @param epoch counts the channels of this device
 * @param serverTime the platform's time
 * @param protocolVersion of the methods on this channel
 * @param stun {@code host:port} of STUN servers, best first; empty = the device does not run flow 8.3
 * @param authNonce base64url, to be signed in the first {@link DeviceAuth}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChannelReady(
        long heartbeatMs,
        long epoch,
        Instant serverTime,
        int protocolVersion,
        List<String> stun,
        @Nullable String authNonce) {
    /** An absent list is empty. */
    public ChannelReady(
            long heartbeatMs,
            long epoch,
            Instant serverTime,
            int protocolVersion,
            @Nullable List<String> stun,
            @Nullable String authNonce) {
        this.heartbeatMs = heartbeatMs;
        this.epoch = epoch;
        this.serverTime = serverTime;
        this.protocolVersion = protocolVersion;
        this.stun = stun == null ? List.of() : List.copyOf(stun);
        this.authNonce = authNonce;
    }
}
