package vedette.webrtc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A STUN or TURN server for one session (RFC 7064, RFC 7065).
 *
 * @param uri {@code stun:host[:port]} or {@code turn:host[:port][?transport=udp]}; other schemes and transports are
 *     skipped, since this peer gathers over UDP only
 * @param username long-term user name; null for STUN
 * @param credential long-term password; null for STUN; never logged
 */
public record IceServer(String uri, @Nullable String username, @Nullable String credential) {
    /** Default port of STUN and TURN over UDP (RFC 8489 §12, RFC 8656 §17.2). */
    static final int DEFAULT_PORT = 3478;

    private static final Pattern URI = Pattern.compile(
            "(?<scheme>stun|turn):(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:(?<port>\\d{1,5}))?(\\?transport=(?<transport>\\w+))?");

    /** What can be gathered from, in parsed form. */
    record Udp(boolean turn, String host, int port) {}

    /** This server if it is reachable over UDP, else empty. */
    Optional<Udp> udp() {
        Matcher match = URI.matcher(uri);
        if (!match.matches()) {
            return Optional.empty();
        }
        String transport = match.group("transport");
        if (transport != null && !transport.equalsIgnoreCase("udp")) {
            return Optional.empty();
        }
        int port = match.group("port") == null ? DEFAULT_PORT : Integer.parseInt(match.group("port"));
        if (port < 1 || port > 0xFFFF) {
            return Optional.empty();
        }
        String host = match.group("host");
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        boolean turn = match.group("scheme").equals("turn");
        if (turn && (username == null || credential == null)) {
            return Optional.empty();
        }
        return Optional.of(new Udp(turn, host, port));
    }

    @Override
    public String toString() {
        return "IceServer[" + uri + "]";
    }
}
