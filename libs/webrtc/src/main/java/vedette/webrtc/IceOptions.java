package vedette.webrtc;

import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How one session gathers candidates beyond those of the host.
 *
 * @param servers STUN and TURN servers; dead ones delay nothing
 * @param tls makes sockets for TURN over TLS, checking the server's name and chain; null takes the JDK's authorities
 * @param udpBlocked whether UDP to the servers is known not to pass: TURN over TCP and TLS is then tried at once
 */
public record IceOptions(List<IceServer> servers, @Nullable SSLSocketFactory tls, boolean udpBlocked) {
    /** Host candidates only. */
    public static final IceOptions NONE = of(List.of());

    public IceOptions {
        servers = List.copyOf(servers);
    }

    /** These servers, with the JDK's authorities. */
    public static IceOptions of(List<IceServer> servers) {
        return new IceOptions(servers, null, false);
    }
}
