package vedette.contracts.sd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ICE server in the shape of a browser's {@code RTCIceServer}.
 *
 * @param urls e.g. {@code turn:host:3478?transport=udp} (RFC 7065), {@code stun:host:3478} (RFC 7064)
 * @param username {@code <expiry unix s>:<session id>:<cu|pu>}; absent for STUN
 * @param credential password of that name; absent for STUN
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IceServerEntry(List<String> urls, @Nullable String username, @Nullable String credential) {
    /** Never shows the password. */
    @Override
    public String toString() {
        return "IceServerEntry[urls=" + urls + ", username=" + username + "]";
    }
}
