package vedette.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One alternative of a Transport header (RFC 2326 §12.39, RFC 7826 §18.54).
 *
 * @param tcp whether the lower transport is the RTSP connection itself, interleaved; otherwise UDP
 * @param unicast false for multicast
 * @param interleaved channels of RTP and RTCP, or null
 * @param clientPorts UDP ports of the client ({@code client_port}, or {@code dest_addr} in a 2.0 request), or null
 * @param serverPorts UDP ports of the server ({@code server_port}, or {@code src_addr}), or null
 * @param host host that {@code destination} or {@code dest_addr} names, empty for the peer itself
 * @param source host that {@code source} or {@code src_addr} names, empty if absent
 * @param ssrc synchronization source in hexadecimal, empty if absent
 * @param mode {@code PLAY} if absent, upper case
 */
public record TransportSpec(
        boolean tcp,
        boolean unicast,
        @Nullable Pair interleaved,
        @Nullable Pair clientPorts,
        @Nullable Pair serverPorts,
        String host,
        String source,
        String ssrc,
        String mode) {
    private static final int ALTERNATIVES_MAX = 16;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final Pattern ADDRESS = Pattern.compile("\"?(.*?):(\\d{1,5})\"?");

    /** Channels or ports of RTP and RTCP. */
    public record Pair(int rtp, int rtcp) {
        @Override
        public String toString() {
            return rtp + "-" + rtcp;
        }
    }

    /** Interleaved on these channels. */
    public static TransportSpec interleaved(int rtp, int rtcp) {
        return new TransportSpec(true, true, new Pair(rtp, rtcp), null, null, "", "", "", "PLAY");
    }

    /** UDP unicast to these ports. */
    public static TransportSpec udp(int clientRtp, int clientRtcp) {
        return new TransportSpec(false, true, null, new Pair(clientRtp, clientRtcp), null, "", "", "", "PLAY");
    }

    /** The same with the server's ports. */
    public TransportSpec withServerPorts(int rtp, int rtcp) {
        return new TransportSpec(tcp, unicast, interleaved, clientPorts, new Pair(rtp, rtcp), host, source, ssrc, mode);
    }

    /** The alternatives of a header in order of preference; those that are not RTP/AVP or are damaged are left out. */
    public static List<TransportSpec> parse(String value) {
        var specs = new ArrayList<TransportSpec>();
        for (var alternative : value.split(",", ALTERNATIVES_MAX)) {
            var spec = one(alternative.strip().split(";"));
            if (spec != null) {
                specs.add(spec);
            }
        }
        return specs;
    }

    private static @Nullable TransportSpec one(String[] parts) {
        var protocol = parts[0].strip().toUpperCase(Locale.ROOT);
        boolean tcp = protocol.equals("RTP/AVP/TCP");
        if (!tcp && !protocol.equals("RTP/AVP") && !protocol.equals("RTP/AVP/UDP")) {
            return null;
        }
        boolean unicast = true;
        Pair interleaved = null;
        Pair client = null;
        Pair server = null;
        String host = "";
        String source = "";
        String ssrc = "";
        String mode = "PLAY";
        for (int i = 1; i < parts.length; i++) {
            var part = parts[i].strip();
            int equals = part.indexOf('=');
            var name = (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            var value = equals < 0 ? "" : part.substring(equals + 1).strip();
            switch (name) {
                case "multicast" -> unicast = false;
                case "interleaved" -> interleaved = pair(value, 255);
                case "client_port", "port" -> client = pair(value, 65_535);
                case "server_port" -> server = pair(value, 65_535);
                case "destination" -> host = value;
                case "source" -> source = value;
                case "dest_addr" -> {
                    client = addresses(value);
                    host = addressHost(value);
                }
                case "src_addr" -> {
                    server = addresses(value);
                    source = addressHost(value);
                }
                case "ssrc" -> ssrc = value;
                case "mode" -> mode = value.replace("\"", "").toUpperCase(Locale.ROOT);
                default -> {}
            }
        }
        return new TransportSpec(tcp, unicast, interleaved, client, server, host, source, ssrc, mode);
    }

    private static @Nullable Pair pair(String value, int max) {
        var matcher = RANGE.matcher(value);
        if (!matcher.matches()) {
            return null;
        }
        int first = Integer.parseInt(matcher.group(1));
        int second = matcher.group(2) == null ? first + 1 : Integer.parseInt(matcher.group(2));
        return first > max || second > max ? null : new Pair(first, second);
    }

    /** {@code "host:port"/"host:port"} of RFC 7826 §18.54, quotes included. */
    private static @Nullable Pair addresses(String value) {
        var parts = value.split("/", 3);
        var first = ADDRESS.matcher(parts[0].strip());
        if (!first.matches()) {
            return null;
        }
        var second = parts.length > 1 ? ADDRESS.matcher(parts[1].strip()) : first;
        int rtp = Integer.parseInt(first.group(2));
        int rtcp = second != first && second.matches() ? Integer.parseInt(second.group(2)) : rtp + 1;
        return rtp > 65_535 || rtcp > 65_535 ? null : new Pair(rtp, rtcp);
    }

    private static String addressHost(String value) {
        var matcher = ADDRESS.matcher(value.split("/", 2)[0].strip());
        return matcher.matches() ? matcher.group(1).replace("[", "").replace("]", "") : "";
    }

    /** The alternative's text in the style of this version. */
    public String format(RtspVersion version) {
        boolean v2 = version != RtspVersion.V1_0;
        var out = new StringBuilder(tcp ? "RTP/AVP/TCP" : v2 ? "RTP/AVP/UDP" : "RTP/AVP");
        out.append(unicast ? ";unicast" : ";multicast");
        if (interleaved != null) {
            out.append(";interleaved=").append(interleaved);
        }
        if (clientPorts != null) {
            out.append(v2 ? addresses("dest_addr", host, clientPorts) : ";client_port=" + clientPorts);
        }
        if (serverPorts != null) {
            out.append(v2 ? addresses("src_addr", source, serverPorts) : ";server_port=" + serverPorts);
        }
        if (!ssrc.isEmpty()) {
            out.append(";ssrc=").append(ssrc);
        }
        return out.toString();
    }

    private static String addresses(String name, String host, Pair ports) {
        var bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return ";" + name + "=\"" + bracketed + ":" + ports.rtp + "\"/\"" + bracketed + ":" + ports.rtcp + "\"";
    }
}
