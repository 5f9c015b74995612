package vedette.quickstart.doctor;

import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The system to look at.
 *
 * @param portal origin of the portal
 * @param devicePort TLS listener for cameras
 * @param turnPort STUN and TURN, UDP and TCP
 * @param turnTlsPort TURN over TLS
 * @param rtspPort RTSP of the MTU
 * @param rtspsPort RTSP over TLS of the MTU
 * @param mediaPort the MTU's TLS listener for browsers and for cameras that dial in
 * @param trust what the portal's certificate must come from, if that is no public authority
 * @param dataDir where the system keeps its data, if it runs on this machine
 */
public record Target(
        URI portal,
        int devicePort,
        int turnPort,
        int turnTlsPort,
        int rtspPort,
        int rtspsPort,
        int mediaPort,
        @Nullable SSLContext trust,
        @Nullable Path dataDir) {
    /** A system on the standard ports of {@code docker compose up}. */
    public static Target standard(URI portal) {
        return new Target(portal, 8444, 3478, 5349, 8554, 8322, 8445, null, null);
    }

    String host() {
        return portal.getHost();
    }

    int portalPort() {
        return portal.getPort() >= 0 ? portal.getPort() : secure() ? 443 : 80;
    }

    boolean secure() {
        return "https".equals(portal.getScheme());
    }
}
