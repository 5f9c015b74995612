package vedette.webrtc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server for one session (RFC 7064, RFC 7065).
 *
 * @param uri {@code stun:host[:port]} or {@code turn[s]:host[:port][?transport=udp|tcp]}; others are skipped
 * @param username long-term user name; null for STUN
 * @param credential long-term password; null for STUN; never logged
 */
public record IceServer(String uri, @Nullable String username, @Nullable String credential) {
    /** Default port of STUN and TURN over UDP and TCP (RFC 8489 §12, RFC 8656 §17.2). */
    static final int DEFAULT_PORT = 3478;

    /** Default port of TURN over TLS (RFC 7065 §3.1). */
    static final int DEFAULT_TLS_PORT = 5349;

    private static final Pattern URI = Pattern.compile(
            "(?<scheme>stun|turns?):(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:(?<port>\\d{1,5}))?(\\?transport=(?<transport>\\w+))?");

    /** How a server is reached. */
    enum Way {
        STUN_UDP,
        TURN_UDP,
        TURN_TCP,
        TURN_TLS
    }

    /** What can be gathered from, in parsed form. */
    record Endpoint(Way way, String host, int port) {}

    /** This server's address and transport; empty if this peer cannot use it (DTLS, unknown schemes, no credential). */
    Optional<Endpoint> endpoint() {
        Matcher match = URI.matcher(uri);
        if (!match.matches()) {
            return Optional.empty();
        }
        Optional<Way> way = way(match.group("scheme"), match.group("transport"));
        if (way.isEmpty() || (way.get() != Way.STUN_UDP && (username == null || credential == null))) {
            return Optional.empty();
        }
        int fallback = way.get() == Way.TURN_TLS ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        int port = match.group("port") == null ? fallback : Integer.parseInt(match.group("port"));
        if (port < 1 || port > 0xFFFF) {
            return Optional.empty();
        }
        String host = match.group("host");
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        return Optional.of(new Endpoint(way.get(), host, port));
    }

    /** RFC 7065 §3.1: {@code turn} is UDP by default, {@code turns} TLS over TCP. */
    private static Optional<Way> way(String scheme, @Nullable String transport) {
        boolean udp = "udp".equalsIgnoreCase(transport);
        boolean tcp = "tcp".equalsIgnoreCase(transport);
        return switch (scheme) {
            case "stun" -> transport == null || udp ? Optional.of(Way.STUN_UDP) : Optional.empty();
            case "turn" -> tcp ? Optional.of(Way.TURN_TCP) : transport == null || udp ? Optional.of(Way.TURN_UDP) : Optional.empty();
            default -> transport == null || tcp ? Optional.of(Way.TURN_TLS) : Optional.empty();
        };
    }

    @Override
    public String toString() {
        return "IceServer[" + uri + "]";
    }
}
