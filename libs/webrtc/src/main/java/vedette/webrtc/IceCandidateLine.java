package vedette.webrtc;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ICE candidate as text, {@code candidate:…} (RFC 8839 §5.1).
 *
 * @param foundation 1–32 characters
 * @param priority 1 … 2³¹−1
 * @param address transport address, always UDP and component 1 here (BUNDLE and rtcp-mux leave one component)
 * @param type {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 * @param related base or mapped address, null for host candidates
 */
record IceCandidateLine(
        String foundation, long priority, InetSocketAddress address, String type, @Nullable InetSocketAddress related) {
    /** Longest line read, characters; browsers stay below 250. */
    static final int LENGTH_MAX = 512;

    private static final Set<String> TYPES = Set.of("host", "srflx", "prflx", "relay");

    /**
     * Reads a candidate that this peer can use.
     *
     * @return empty for what is valid but of no use: mDNS names (RFC 8828 hides host addresses so), TCP, component 2,
     *     and addresses that no viewer has, such as multicast or link-local ones. Names are never resolved.
     * @throws IllegalArgumentException if it is no candidate line
     */
    static Optional<IceCandidateLine> parse(String line, boolean loopbackAllowed) {
        if (line.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "candidate: expected at most " + LENGTH_MAX + " characters, found " + line.length());
        }
        String text = line.strip();
        if (text.startsWith("a=")) {
            text = text.substring(2);
        }
        String[] parts = text.split(" +");
        if (!text.startsWith("candidate:") || parts.length < 8 || !parts[6].equals("typ")) {
            throw new IllegalArgumentException(
                    "candidate: expected \"candidate:<foundation> 1 udp <priority> <address> <port> typ <type>\", found \""
                            + line + "\"");
        }
        try {
            long priority = Long.parseLong(parts[3]);
            int port = Integer.parseInt(parts[5]);
            String foundation = parts[0].substring("candidate:".length());
            boolean usable = parts[1].equals("1")
                    && parts[2].equalsIgnoreCase("udp")
                    && TYPES.contains(parts[7])
                    && port > 0
                    && port <= 0xFFFF
                    && priority > 0
                    && priority <= Integer.MAX_VALUE
                    && !foundation.isEmpty()
                    && foundation.length() <= 32;
            InetAddress address = usable ? literal(parts[4]) : null;
            if (address == null || !isPossible(address, loopbackAllowed)) {
                return Optional.empty();
            }
            return Optional.of(
                    new IceCandidateLine(foundation, priority, new InetSocketAddress(address, port), parts[7], null));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("candidate: expected numbers for priority and port, found \"" + line + "\"", e);
        }
    }

    private static @Nullable InetAddress literal(String text) {
        if (text.endsWith(".local")) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null; // A host name: resolving it would let a viewer make this device ask any DNS server.
        }
    }

    /** Whether checks may be sent there: a viewer must not aim this device at its own host or at a metadata service. */
    private static boolean isPossible(InetAddress address, boolean loopbackAllowed) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLinkLocalAddress()) {
            return false;
        }
        return loopbackAllowed || !address.isLoopbackAddress();
    }

    /** The form that {@code RTCIceCandidate.candidate} has, without {@code a=}. */
    String format() {
        StringBuilder text = new StringBuilder(120)
                .append("candidate:")
                .append(foundation)
                .append(" 1 udp ")
                .append(priority)
                .append(' ')
                .append(host(address))
                .append(' ')
                .append(address.getPort())
                .append(" typ ")
                .append(type);
        if (!type.equals("host") && related != null) {
            text.append(" raddr ").append(host(related)).append(" rport ").append(related.getPort());
        }
        return text.toString();
    }

    private static String host(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int scope = text.indexOf('%');
        return address.getAddress() instanceof Inet4Address || scope < 0 ? text : text.substring(0, scope);
    }
}
