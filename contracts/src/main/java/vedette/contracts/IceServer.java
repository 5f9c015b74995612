package vedette.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ICE server in the shape of a browser's {@code RTCIceServer} (W3C WebRTC §4.2.4).
 *
 * @param urls {@code stun:host:port}, {@code turn:host:port?transport=udp} …
 * @param username of the TURN credential, null for STUN only
 * @param credential password of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IceServer(
        List<String> urls,
        @Nullable String username,
        @Nullable String credential) {
    /** An absent list is empty. */
    public IceServer(
            @Nullable List<String> urls,
            @Nullable String username,
            @Nullable String credential) {
        this.urls = urls == null ? List.of() : List.copyOf(urls);
        this.username = username;
        this.credential = credential;
    }

    /** Never shows the credential. */
    @Override
    public String toString() {
        return "IceServer[urls=" + urls + "]";
    }
}
