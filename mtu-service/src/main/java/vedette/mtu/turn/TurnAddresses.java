package vedette.mtu.turn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How clients reach the STUN and TURN listeners.
 *
 * @param host public host name or address
 * @param port UDP and TCP
 * @param tlsPort TLS; -1 = none
 * @param alsoTls {@code host:port} of a second TLS listener; null = none
 */
public record TurnAddresses(String host, int port, int tlsPort, @Nullable String alsoTls) {
    private String authority(int at) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + at;
    }

    /** {@code host:port} of the STUN server. */
    public List<String> stun() {
        return List.of(authority(port));
    }

    /** TURN URIs (RFC 7065), the cheapest transport first. */
    public List<String> turn() {
        List<String> urls = new ArrayList<>();
        urls.add("turn:" + authority(port) + "?transport=udp");
        urls.add("turn:" + authority(port) + "?transport=tcp");
        if (tlsPort > 0) {
            urls.add("turns:" + authority(tlsPort) + "?transport=tcp");
        }
        if (alsoTls != null) {
            urls.add("turns:" + alsoTls + "?transport=tcp");
        }
        return List.copyOf(urls);
    }
}
