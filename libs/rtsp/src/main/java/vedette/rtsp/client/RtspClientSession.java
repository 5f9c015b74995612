package vedette.rtsp.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vedette.rtp.sdp.SdpParseException;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtspEncoder;
import vedette.rtsp.RtspHeaders;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspParseException;
import vedette.rtsp.RtspParser;
import vedette.rtsp.RtspRange;
import vedette.rtsp.RtspStatus;
import vedette.rtsp.TransportSpec;
import vedette.rtsp.client.RtspFailure.Kind;

/**
 * A client session from OPTIONS to TEARDOWN on one connection (RFC 2326 §10, RFC 7826 §13): one request at a time.
 *
 * <p>Not thread-safe: one owner calls it. After each {@link #handle}, call {@link #poll} until it returns
 * {@link ClientOutput.WaitUntil} or {@link ClientOutput.Done}.
 */
public final class RtspClientSession {
    /** Session timeout if the server names none (RFC 2326 §12.37). */
    private static final long SESSION_TIMEOUT_SECONDS = 60;
    /** Often enough for connections that a NAT on the way forgets. */
    private static final long KEEP_ALIVE_SECONDS_MAX = 15;

    private static final Pattern TIMEOUT = Pattern.compile(";\\s*timeout\\s*=\\s*(\\d{1,5})");
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A request that waits for its response. */
    private record Sent(
            String method, String uri, RtspHeaders headers, int cseq, boolean repeated, long deadlineNanos) {}

    private final ClientConfig config;
    private final ClientAuth auth;
    private final RtspParser parser = new RtspParser(ClientConfig.BODY_BYTES_MAX);
    private final ArrayDeque<ClientOutput> outputs = new ArrayDeque<>();
    private final ArrayDeque<ClientInput> wishes = new ArrayDeque<>();
    private final Map<Integer, Integer> channels = new HashMap<>();
    private List<ClientTrack> tracks = List.of();
    private String aggregateUri;
    private int settingUp;
    private @Nullable Sent sent;
    private String sessionId = "";
    private long timeoutSeconds = SESSION_TIMEOUT_SECONDS;
    private boolean getParameter;
    private boolean playing;
    private boolean paused;
    private boolean stopping;
    private boolean closed;
    private int cseq;
    private long nowNanos;
    private long lastRequestNanos;
    private long lastVideoNanos;

    /** @param random source of client nonces */
    public RtspClientSession(ClientConfig config, RandomGenerator random, long nowNanos) {
        this.config = config;
        this.auth = new ClientAuth(config, random);
        this.aggregateUri = config.url().format();
        this.nowNanos = nowNanos;
        this.lastRequestNanos = nowNanos;
    }

    /** Takes an event. */
    public void handle(ClientInput input, long now) {
        nowNanos = now;
        if (closed) {
            return;
        }
        switch (input) {
            case ClientInput.Connected() -> request("OPTIONS", aggregateUri, RtspHeaders.EMPTY);
            case ClientInput.Received(var bytes) -> received(bytes);
            case ClientInput.UdpOpened(var track, var rtp, var rtcp)
            when track == settingUp -> setUp(TransportSpec.udp(rtp, rtcp));
            case ClientInput.UdpOpened _ -> {}
            case ClientInput.UdpFailed(var track) ->
                fail(Kind.UNREACHABLE, "no pair of free UDP ports found for track " + track, 0);
            case ClientInput.RtpSeen(var track) -> rtpSeen(track);
            case ClientInput.Play _, ClientInput.Pause _ -> wish(input);
            case ClientInput.Stop() -> stop();
            case ClientInput.Disconnected() -> disconnected();
            case ClientInput.TimePassed() -> onTime();
        }
        if (!closed && sent == null && playing && !wishes.isEmpty()) {
            switch (wishes.poll()) {
                case ClientInput.Play(var range, var scale) -> play(range, scale);
                case ClientInput.Pause() -> request("PAUSE", aggregateUri, RtspHeaders.EMPTY);
                default -> throw new IllegalStateException("only Play and Pause are wishes");
            }
        }
    }

    /** What is to be done next. */
    public ClientOutput poll() {
        var output = outputs.poll();
        return output != null ? output : closed ? new ClientOutput.Done() : new ClientOutput.WaitUntil(deadline());
    }

    private long deadline() {
        long deadline = sent != null
                ? sent.deadlineNanos
                : playing
                        ? keepAliveNanos()
                        : nowNanos + config.responseTimeout().toNanos();
        if (playing && !paused && !config.videoCodecs().isEmpty()) {
            long video = lastVideoNanos + config.videoTimeout().toNanos();
            return deadline - video < 0 ? deadline : video;
        }
        return deadline;
    }

    private long keepAliveNanos() {
        return lastRequestNanos + Math.clamp(timeoutSeconds / 2, 1L, KEEP_ALIVE_SECONDS_MAX) * NANOS_PER_SECOND;
    }

    private void onTime() {
        if (sent != null && nowNanos - sent.deadlineNanos >= 0) {
            if (stopping) {
                end(null);
            } else {
                fail(
                        Kind.TIMEOUT,
                        "answer to " + sent.method + " expected within "
                                + config.responseTimeout().toSeconds() + " s, found none",
                        0);
            }
        } else if (playing
                && !paused
                && !config.videoCodecs().isEmpty()
                && nowNanos - lastVideoNanos - config.videoTimeout().toNanos() >= 0) {
            fail(
                    Kind.NO_VIDEO,
                    "video expected, found none for " + config.videoTimeout().toSeconds() + " s"
                            + (config.udp() ? "; try interleaved transport" : ""),
                    0);
        } else if (playing && sent == null && nowNanos - keepAliveNanos() >= 0) {
            request(getParameter ? "GET_PARAMETER" : "OPTIONS", aggregateUri, RtspHeaders.EMPTY);
        }
    }

    private void wish(ClientInput input) {
        if (wishes.size() >= 8) {
            wishes.poll();
        }
        wishes.add(input);
    }

    private void stop() {
        if (sessionId.isEmpty() || stopping) {
            end(null);
        } else {
            stopping = true;
            playing = false;
            request("TEARDOWN", aggregateUri, RtspHeaders.EMPTY);
        }
    }

    private void disconnected() {
        if (stopping) {
            end(null);
        } else {
            fail(
                    Kind.CLOSED,
                    "the server closed the connection" + (sent == null ? "" : " instead of answering " + sent.method),
                    0);
        }
    }

    private void fail(Kind kind, String message, int status) {
        end(new RtspFailure(kind, message, status));
    }

    private void end(@Nullable RtspFailure failure) {
        closed = true;
        sent = null;
        outputs.add(new ClientOutput.Ended(failure));
        outputs.add(new ClientOutput.Close());
    }

    private void request(String method, String uri, RtspHeaders more) {
        send(method, uri, more, false);
    }

    private void send(String method, String uri, RtspHeaders more, boolean repeated) {
        cseq++;
        var headers = RtspHeaders.of("CSeq", String.valueOf(cseq), "User-Agent", "Vedette");
        var authorization = auth.authorization(method, uri);
        if (authorization.isPresent()) {
            headers = headers.with("Authorization", authorization.get());
        }
        if (!sessionId.isEmpty()) {
            headers = headers.with("Session", sessionId);
        }
        var request = new RtspMessage.Request(
                method, uri, config.version(), headers.with(more).with(config.headers()), new byte[0]);
        lastRequestNanos = nowNanos;
        sent = new Sent(
                method,
                uri,
                more,
                cseq,
                repeated,
                nowNanos + config.responseTimeout().toNanos());
        outputs.add(new ClientOutput.Send(RtspEncoder.encode(request)));
    }

    private void received(java.nio.ByteBuffer bytes) {
        parser.feed(bytes);
        try {
            for (var message = parser.next(); message != null && !closed; message = parser.next()) {
                switch (message) {
                    case RtspMessage.Response response -> response(response);
                    case RtspMessage.Interleaved(var channel, var data) -> interleaved(channel, data);
                    case RtspMessage.Request request -> refuse(request);
                }
            }
        } catch (RtspParseException e) {
            fail(Kind.PROTOCOL, "the server does not speak RTSP: " + e.getMessage(), 0);
        }
    }

    /** Servers may ask too (RFC 7826 §13.4.2, §13.5.2); this client offers nothing but OPTIONS. */
    private void refuse(RtspMessage.Request request) {
        boolean options = request.method().equals("OPTIONS");
        int status = options ? RtspStatus.OK : RtspStatus.NOT_IMPLEMENTED;
        var headers = RtspHeaders.of("CSeq", request.headers().first("CSeq").orElse("0"), "Public", "OPTIONS");
        outputs.add(new ClientOutput.Send(RtspEncoder.encode(
                new RtspMessage.Response(request.version(), status, RtspStatus.reason(status), headers, new byte[0]))));
    }

    private void interleaved(int channel, byte[] data) {
        var owner = channels.get(channel);
        if (owner != null) {
            boolean rtcp = (owner & 1) == 1;
            if (!rtcp) {
                rtpSeen(owner >> 1);
            }
            outputs.add(new ClientOutput.Media(owner >> 1, rtcp, data));
        }
    }

    private void rtpSeen(int track) {
        if (track < tracks.size() && tracks.get(track).isVideo()) {
            lastVideoNanos = nowNanos;
        }
    }

    private void response(RtspMessage.Response response) {
        var request = sent;
        var number = response.headers().first("CSeq");
        // Lenient: some cameras leave CSeq out of errors; one request at a time makes the answer clear.
        if (request == null || number.isPresent() && !number.get().strip().equals(String.valueOf(request.cseq))) {
            return;
        }
        sent = null;
        if (stopping) {
            if (request.method.equals("TEARDOWN")) {
                end(null);
            }
        } else if (response.status() == RtspStatus.UNAUTHORIZED) {
            var failure = auth.challenged(response, request.repeated);
            if (failure != null) {
                end(failure);
            } else {
                send(request.method, request.uri, request.headers, true);
            }
        } else if (response.status() / 100 != 2 && !optional(request)) {
            refused(request, response);
        } else {
            succeeded(request, response);
        }
    }

    /** Requests whose refusal changes nothing. Lenient: cameras that do not know OPTIONS or GET_PARAMETER. */
    private boolean optional(Sent request) {
        return request.method.equals("OPTIONS")
                || request.method.equals("GET_PARAMETER")
                || request.method.equals("PAUSE");
    }

    private void refused(Sent request, RtspMessage.Response response) {
        var answer = "the server answers " + request.method + " with " + response.status() + " " + response.reason();
        switch (response.status()) {
            case RtspStatus.FORBIDDEN -> fail(Kind.FORBIDDEN, answer, response.status());
            case RtspStatus.NOT_FOUND ->
                fail(Kind.NOT_FOUND, answer + "; check the path of the URL", response.status());
            case RtspStatus.UNSUPPORTED_TRANSPORT ->
                fail(
                        Kind.TRANSPORT_REFUSED,
                        answer + "; try " + (config.udp() ? "interleaved transport" : "UDP"),
                        response.status());
            default -> fail(Kind.REFUSED, answer, response.status());
        }
    }

    private void succeeded(Sent request, RtspMessage.Response response) {
        switch (request.method) {
            case "OPTIONS" -> {
                if (tracks.isEmpty()) {
                    getParameter =
                            response.headers().tokens("Public").stream().anyMatch("GET_PARAMETER"::equalsIgnoreCase);
                    request("DESCRIBE", config.url().format(), RtspHeaders.of("Accept", "application/sdp"));
                }
            }
            case "DESCRIBE" -> described(request, response);
            case "SETUP" -> wasSetUp(response);
            case "PAUSE" -> paused = response.status() / 100 == 2;
            case "PLAY" -> {
                playing = true;
                paused = false;
                lastVideoNanos = nowNanos;
                outputs.add(new ClientOutput.Playing(tracks));
            }
            case "GET_PARAMETER" -> getParameter &= response.status() / 100 == 2;
            default -> {}
        }
    }

    private void described(Sent request, RtspMessage.Response response) {
        // Lenient: Content-Base is often absent; then Content-Location, then the request's URI (RFC 2326 §C.1.1).
        var base = response.headers()
                .first("Content-Base")
                .or(() -> response.headers().first("Content-Location"))
                .map(String::strip)
                .filter(b -> b.startsWith("rtsp"))
                .orElse(request.uri);
        SessionDescription sdp;
        try {
            sdp = SessionDescription.parse(response.text());
        } catch (SdpParseException e) {
            fail(Kind.PROTOCOL, "a session description expected: " + e.getMessage(), response.status());
            return;
        }
        var selection = TrackSelection.choose(sdp, config, base);
        if (selection.failure().isPresent()) {
            end(selection.failure().get());
            return;
        }
        tracks = new ArrayList<>(selection.tracks());
        aggregateUri = TrackSelection.aggregate(sdp, base);
        outputs.add(new ClientOutput.Described(sdp, List.copyOf(tracks)));
        nextTrack();
    }

    private void nextTrack() {
        if (settingUp == tracks.size()) {
            play(config.range(), config.scale());
        } else if (config.udp()) {
            outputs.add(new ClientOutput.OpenUdp(settingUp));
        } else {
            setUp(TransportSpec.interleaved(settingUp * 2, settingUp * 2 + 1));
        }
    }

    private void setUp(TransportSpec transport) {
        request(
                "SETUP",
                tracks.get(settingUp).controlUri(),
                RtspHeaders.of("Transport", transport.format(config.version())));
    }

    private void wasSetUp(RtspMessage.Response response) {
        var session = response.headers().first("Session").orElse("");
        if (sessionId.isEmpty()) {
            sessionId = session.split(";", 2)[0].strip();
            var timeout = TIMEOUT.matcher(session);
            timeoutSeconds = timeout.find() ? Math.max(2, Long.parseLong(timeout.group(1))) : SESSION_TIMEOUT_SECONDS;
        }
        var answered = TransportSpec.parse(response.headers().first("Transport").orElse("")).stream()
                .findFirst();
        if (sessionId.isEmpty()
                || config.udp() && answered.filter(a -> !a.tcp()).isEmpty()) {
            fail(Kind.PROTOCOL, "Session and Transport expected in the answer to SETUP", response.status());
            return;
        }
        // Lenient: some servers choose other channels than asked for, some do not repeat them.
        var asked = TransportSpec.interleaved(settingUp * 2, settingUp * 2 + 1);
        var transport =
                answered.filter(a -> config.udp() || a.interleaved() != null).orElse(asked);
        if (transport.interleaved() != null) {
            channels.put(transport.interleaved().rtp(), settingUp * 2);
            channels.put(transport.interleaved().rtcp(), settingUp * 2 + 1);
        }
        outputs.add(new ClientOutput.TrackReady(tracks.get(settingUp), transport));
        settingUp++;
        nextTrack();
    }

    private void play(@Nullable RtspRange range, OptionalDouble scale) {
        // Without a range a further PLAY goes on where it was paused.
        var headers = range != null
                ? RtspHeaders.of("Range", range.format())
                : playing ? RtspHeaders.EMPTY : RtspHeaders.of("Range", "npt=0.000-");
        if (scale.isPresent()) {
            headers = headers.with("Scale", String.valueOf(scale.getAsDouble()));
        }
        request("PLAY", aggregateUri, headers);
    }
}
