package vedette.webrtc;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of all WebRTC sessions of this process.
 *
 * @param loopback with an address: every session uses this one UDP address and nothing else is gathered (quickstart on
 *     one machine; STUN and TURN servers are ignored). Port 0 takes a free one. Empty: a port per session on each
 *     allowed interface
 * @param allowedInterfaces names of the network interfaces to gather on; empty allows all but loopback, container
 *     bridges and virtual pairs. ice4j keeps this for the whole process: the first peers created decide
 * @param sessionsMax open sessions; a further offer is rejected
 * @param connectTimeout from answer to the end of the DTLS handshake
 * @param viewerSilenceMax without a valid SRTCP packet for this long, the viewer counts as gone
 */
public record WebRtcConfig(
        Optional<InetSocketAddress> loopback,
        List<String> allowedInterfaces,
        int sessionsMax,
        Duration connectTimeout,
        Duration viewerSilenceMax) {
    /** Sessions of one device; each costs about ten threads. */
    public static final int SESSIONS_DEFAULT = 16;

    public WebRtcConfig {
        allowedInterfaces = List.copyOf(allowedInterfaces);
        if (sessionsMax < 1 || sessionsMax > 1000) {
            throw new IllegalArgumentException("sessionsMax: expected 1…1000, found " + sessionsMax);
        }
        if (loopback.isPresent() && !loopback.get().getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "loopback: expected a loopback address such as 127.0.0.1, found " + loopback.get());
        }
    }

    /** One UDP port on 127.0.0.1 for all sessions; 0 takes a free port. */
    public static WebRtcConfig loopback(int port) {
        return new WebRtcConfig(
                Optional.of(new InetSocketAddress("127.0.0.1", port)),
                List.of(),
                SESSIONS_DEFAULT,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    /** A port per session on the named interfaces, or on all physical ones if none is named. */
    public static WebRtcConfig network(String... allowedInterfaces) {
        return new WebRtcConfig(
                Optional.empty(),
                List.of(allowedInterfaces),
                SESSIONS_DEFAULT,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    /** The same with another limit of open sessions. */
    public WebRtcConfig withSessionsMax(int max) {
        return new WebRtcConfig(loopback, allowedInterfaces, max, connectTimeout, viewerSilenceMax);
    }

    /** The same with other limits of time. */
    public WebRtcConfig withTimeouts(Duration connect, Duration viewerSilence) {
        return new WebRtcConfig(loopback, allowedInterfaces, sessionsMax, connect, viewerSilence);
    }
}
