package vedette.rtsp.server;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtpInfo;
import vedette.rtsp.RtspHeaders;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspStatus;
import vedette.rtsp.RtspVersion;
import vedette.rtsp.TransportSpec;

/** Builds the responses of a server, in the version of the request. */
final class Responses {
    static final String METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN";
    private static final String FEATURES = "play.basic";
    private static final int REASON_MAX = 160;
    private static final byte[] NO_BODY = {};

    private final ServerConfig config;

    Responses(ServerConfig config) {
        this.config = config;
    }

    /** A response with the fields that every one has (RFC 7826 §18.20 CSeq, §18.21 Date, §18.47 Server). */
    RtspMessage.Response of(RtspMessage.Request request, int status, RtspHeaders more, byte[] body) {
        var headers = request.headers()
                .first("CSeq")
                .map(c -> RtspHeaders.of("CSeq", c))
                .orElse(RtspHeaders.EMPTY);
        headers = headers.with(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        config.clock().instant().atOffset(ZoneOffset.UTC)));
        headers = headers.with("Server", config.serverName());
        if (request.version() != RtspVersion.V1_0) {
            var pipelined = request.headers().first("Pipelined-Requests");
            if (pipelined.isPresent()) {
                headers = headers.with("Pipelined-Requests", pipelined.get());
            }
            if (request.headers().first("Supported").isPresent()) {
                headers = headers.with("Supported", FEATURES);
            }
        }
        return new RtspMessage.Response(request.version(), status, RtspStatus.reason(status), headers.with(more), body);
    }

    RtspMessage.Response of(RtspMessage.Request request, int status, RtspHeaders more) {
        return of(request, status, more, NO_BODY);
    }

    /** A response with the application's reason phrase (RFC 7826 §8.1.1), cut to what a status line bears; empty for the usual one. */
    RtspMessage.Response of(RtspMessage.Request request, int status, String reason, RtspHeaders more) {
        var usual = of(request, status, more);
        var phrase = reason.replaceAll("[^\\x20-\\x7E]", " ");
        return reason.isBlank()
                ? usual
                : new RtspMessage.Response(
                        usual.version(),
                        status,
                        phrase.length() > REASON_MAX ? phrase.substring(0, REASON_MAX) : phrase,
                        usual.headers(),
                        NO_BODY);
    }

    /** Feature tags of Require and Proxy-Require that are not supported (RFC 7826 §18.43). */
    static List<String> unsupported(RtspMessage.Request request) {
        return java.util.stream.Stream.concat(
                        request.headers().tokens("Require").stream(),
                        request.headers().tokens("Proxy-Require").stream())
                .filter(tag -> !tag.equals(FEATURES))
                .toList();
    }

    /** Whether the Accept header, if any, admits SDP. */
    static boolean acceptsSdp(RtspMessage.Request request) {
        var accepted = request.headers().tokens("Accept");
        return accepted.isEmpty()
                || accepted.stream()
                        .map(t -> t.split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT))
                        .anyMatch(t -> t.equals("application/sdp") || t.equals("application/*") || t.equals("*/*"));
    }

    RtspMessage.Response described(RtspMessage.Request request, String base, SessionDescription sdp) {
        var headers = RtspHeaders.of("Content-Base", base + "/", "Content-Type", "application/sdp");
        return of(request, RtspStatus.OK, headers, sdp.format().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    RtspMessage.Response setUp(RtspMessage.Request request, ServerSession session, TransportSpec transport) {
        var headers = sessionWithTimeout(session).with("Transport", transport.format(request.version()));
        if (request.version() != RtspVersion.V1_0) {
            headers = headers.with("Accept-Ranges", session.live ? "npt" : "npt, clock");
            headers = headers.with(
                    "Media-Properties",
                    session.live
                            ? "No-Seeking, Time-Progressing, Time-Duration=0.0"
                            : "Random-Access, Immutable, Unlimited");
        }
        return of(request, RtspStatus.OK, headers);
    }

    RtspHeaders sessionWithTimeout(ServerSession session) {
        return RtspHeaders.of(
                "Session", session.id + ";timeout=" + config.sessionTimeout().toSeconds());
    }

    RtspMessage.Response playing(
            RtspMessage.Request request, ServerSession session, String base, PlayResult.Started started) {
        var headers =
                RtspHeaders.of("Session", session.id, "Range", started.range().format());
        if (started.scale().isPresent()) {
            headers = headers.with("Scale", String.valueOf(started.scale().getAsDouble()));
        }
        if (!started.rtpInfo().isEmpty()) {
            headers = headers.with(
                    "RTP-Info",
                    started.rtpInfo().stream()
                            .filter(i -> session.tracks.containsKey(i.track()))
                            .map((RtpInfo i) -> i.format(request.version(), base + ServerSession.TRACK + i.track()))
                            .collect(Collectors.joining(request.version() == RtspVersion.V1_0 ? "," : ", ")));
        }
        return of(request, RtspStatus.OK, headers);
    }
}
