package vedette.rtp.sdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A media section (RFC 8866 §5.14): the {@code m=} line and the lines after it.
 *
 * @param kind audio, video, application …
 * @param port the port, 0 for a refused medium and in RTSP
 * @param protocol for example {@code RTP/AVP} or {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types for RTP
 * @param lines the lines after {@code m=}
 */
public record MediaDescription(String kind, int port, String protocol, List<String> formats, List<SdpLine> lines)
        implements SdpLines {
    /** Copies the lists and checks the port. */
    public MediaDescription {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port 0..65535 expected, found " + port);
        }
        formats = List.copyOf(formats);
        lines = List.copyOf(lines);
    }

    static MediaDescription parse(String value, int line) throws SdpParseException {
        var fields = value.strip().split("\\s+");
        if (fields.length < 4) {
            throw new SdpParseException(
                    "m=<media> <port> <proto> <fmt> expected, found " + fields.length + " fields", line);
        }
        // "49170/2" names a number of port pairs (RFC 8866 §5.14); the first one is enough here.
        var port = fields[1].split("/", 2)[0];
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new SdpParseException(
                    "port 0..65535 expected in m=, found " + SessionDescription.shorten(fields[1]), line);
        }
        return new MediaDescription(
                fields[0],
                Integer.parseInt(port),
                fields[2],
                Arrays.asList(fields).subList(3, fields.length),
                List.of());
    }

    /** The mapping of a payload type of this section: its rtpmap, or the static one. */
    public Optional<RtpMap> rtpMap(int payloadType) {
        return attributes("rtpmap").stream()
                .flatMap(v -> RtpMap.parse(v).stream())
                .filter(m -> m.payloadType() == payloadType)
                .findFirst()
                .or(() -> RtpMap.ofStatic(payloadType));
    }

    /** The mappings of all formats in the order of the {@code m=} line; formats that are no payload types are left out. */
    public List<RtpMap> rtpMaps() {
        return formats.stream()
                .filter(f -> f.matches("\\d{1,3}"))
                .flatMap(f -> rtpMap(Integer.parseInt(f)).stream())
                .toList();
    }

    /** The parameters of a payload type (RFC 8866 §6.15), without the payload type itself. */
    public Optional<String> fmtp(int payloadType) {
        var prefix = payloadType + " ";
        return attributes("fmtp").stream()
                .map(String::strip)
                .filter(v -> v.startsWith(prefix))
                .map(v -> v.substring(prefix.length()).strip())
                .findFirst();
    }

    /** The same section with a further line at its end. */
    public MediaDescription with(SdpLine line) {
        var more = new ArrayList<>(lines);
        more.add(line);
        return new MediaDescription(kind, port, protocol, formats, more);
    }

    /** The same section without attributes of this name. */
    public MediaDescription without(String attributeName) {
        return new MediaDescription(
                kind,
                port,
                protocol,
                formats,
                lines.stream()
                        .filter(l -> !l.attributeName().equals(attributeName))
                        .toList());
    }

    void format(StringBuilder out) {
        out.append("m=").append(kind).append(' ').append(port).append(' ').append(protocol);
        formats.forEach(f -> out.append(' ').append(f));
        out.append("\r\n");
        lines.forEach(l -> out.append(l).append("\r\n"));
    }
}
