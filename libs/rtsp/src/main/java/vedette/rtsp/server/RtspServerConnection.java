package vedette.rtsp.server;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspEncoder;
import vedette.rtsp.RtspHeaders;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspParseException;
import vedette.rtsp.RtspStatus;
import vedette.rtsp.RtspVersion;
import vedette.rtsp.auth.Credentials;

/**
 * The server side of one RTSP connection in both versions (RFC 2326 §10, RFC 7826 §13): one request at a time, in order,
 * each answered in the version it was asked in; at most one session. A stream that the application allowed once stays
 * allowed for the connection.
 *
 * <p>Not thread-safe: one owner calls it. After each {@link #handle}, call {@link #poll} until it returns
 * {@link ServerOutput.WaitUntil} or {@link ServerOutput.Done}.
 */
public final class RtspServerConnection {
    private enum Step {
        AUTHORIZE,
        DESCRIBE,
        OPEN_TRACK,
        PLAY,
        PAUSE
    }

    /** The request in work and the question that the application was asked for it. */
    private record Pending(
            long id,
            Step step,
            RtspMessage.Request request,
            RequestPath path,
            @Nullable TransportChoice choice,
            int track,
            long deadlineNanos) {}

    private record Grant(String path, @Nullable Object attachment) {}

    private record Description(String path, vedette.rtp.sdp.SessionDescription sdp, boolean live) {}

    private final ServerConfig config;
    private final RandomGenerator random;
    private final InetSocketAddress peer;
    private final boolean secure;
    private final Gate gate;
    private final Responses responses;
    private final Intake intake;
    private final ArrayDeque<ServerOutput> outputs = new ArrayDeque<>();
    private @Nullable Pending pending;
    private @Nullable Grant grant;
    /** Whether a session was opened with the grant. */
    private boolean grantUsed;

    private @Nullable Description description;
    private @Nullable ServerSession session;
    private long nextId;
    private long nowNanos;
    private long lastSignNanos;
    private boolean closed;

    /**
     * @param random source of nonces and session ids; must be cryptographically strong
     * @param peer address of the other end
     * @param secure whether the connection is TLS
     * @param loopback whether both ends are loopback addresses
     */
    public RtspServerConnection(
            ServerConfig config,
            RandomGenerator random,
            InetSocketAddress peer,
            boolean secure,
            boolean loopback,
            long nowNanos) {
        this.config = config;
        this.random = random;
        this.peer = peer;
        this.secure = secure;
        this.gate = new Gate(config, random, secure, loopback);
        this.responses = new Responses(config);
        this.intake = new Intake(config);
        this.nowNanos = nowNanos;
        this.lastSignNanos = nowNanos;
    }

    /** Takes an event. */
    public void handle(ServerInput input, long now) {
        nowNanos = now;
        if (input instanceof ServerInput.Authorized(var id, var verdict)
                && (closed || pending == null || pending.id != id)
                && verdict instanceof RtspVerdict.Allowed(var late)) {
            outputs.add(new ServerOutput.Released(late));
        }
        if (closed) {
            return;
        }
        switch (input) {
            case ServerInput.Received(var bytes) -> received(bytes);
            case ServerInput.Authorized(var id, var verdict) -> answer(id, Step.AUTHORIZE, p -> onVerdict(p, verdict));
            case ServerInput.Described(var id, var result) -> answer(id, Step.DESCRIBE, p -> onDescribed(p, result));
            case ServerInput.TrackOpened(var id, var rtp, var rtcp) ->
                answer(id, Step.OPEN_TRACK, p -> onTrackOpened(p, rtp, rtcp));
            case ServerInput.TrackFailed(var id) -> answer(id, Step.OPEN_TRACK, this::onTrackFailed);
            case ServerInput.Played(var id, var result) -> answer(id, Step.PLAY, p -> onPlayed(p, result));
            case ServerInput.Paused(var id) -> answer(id, Step.PAUSE, this::onPaused);
            case ServerInput.ApplicationFailed(var id) -> {
                if (pending != null && pending.id == id) {
                    fail(pending, RtspStatus.INTERNAL_ERROR);
                }
            }
            case ServerInput.RtcpSeen() -> lastSignNanos = now;
            case ServerInput.End(var reason) -> close(reason == null ? "ended by the server" : reason);
            case ServerInput.Disconnected() -> close("connection closed by the peer");
            case ServerInput.TimePassed() -> onTime();
        }
        while (!closed && pending == null && !intake.isEmpty()) {
            var request = intake.poll();
            if (request != null) {
                process(request);
            }
        }
    }

    /** What is to be done next. */
    public ServerOutput poll() {
        var output = outputs.poll();
        return output != null ? output : closed ? new ServerOutput.Done() : new ServerOutput.WaitUntil(deadline());
    }

    private long deadline() {
        long deadline = lastSignNanos + config.sessionTimeout().toNanos();
        if (pending != null) {
            deadline = earlier(deadline, pending.deadlineNanos);
        }
        return intake.deadline(deadline);
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private void onTime() {
        if (pending != null && nowNanos - pending.deadlineNanos >= 0) {
            fail(pending, RtspStatus.SERVICE_UNAVAILABLE);
        }
        if (intake.overdue(nowNanos)) {
            refuseStream(RtspStatus.REQUEST_TIMEOUT, "request not complete in time");
        } else if (nowNanos - lastSignNanos >= config.sessionTimeout().toNanos()) {
            close("no sign of life for " + config.sessionTimeout().toSeconds() + " s");
        }
    }

    private void received(java.nio.ByteBuffer bytes) {
        try {
            intake.received(bytes, nowNanos, data -> fromClient(data.channel(), data.data()));
        } catch (RtspParseException e) {
            refuseStream(e.status(), e.getMessage() == null ? "not RTSP" : e.getMessage());
        }
    }

    private void fromClient(int channel, byte[] data) {
        int track = session == null ? -1 : session.trackOfChannel(channel);
        if (session != null && track >= 0) {
            lastSignNanos = nowNanos;
            outputs.add(new ServerOutput.FromClient(track, session.isRtcpChannel(channel), data));
        }
    }

    private void refuseStream(int status, String reason) {
        var response = new RtspMessage.Response(
                RtspVersion.V1_0,
                status,
                RtspStatus.reason(status),
                RtspHeaders.of("Server", config.serverName(), "Connection", "close"),
                new byte[0]);
        outputs.add(new ServerOutput.Send(RtspEncoder.encode(response)));
        close(reason);
    }

    private void close(String reason) {
        endSession(reason);
        releaseGrant();
        pending = null;
        intake.clear();
        closed = true;
        outputs.add(new ServerOutput.Close());
    }

    private void endSession(String reason) {
        if (session != null) {
            if (session.playing) {
                outputs.add(new ServerOutput.Streaming(false));
            }
            session = null;
            // What allowed the ended session allows no other one: a token is for one session.
            if (grantUsed) {
                grant = null;
                description = null;
            }
            outputs.add(new ServerOutput.SessionEnded(reason));
        }
    }

    private void releaseGrant() {
        if (grant != null && !grantUsed) {
            outputs.add(new ServerOutput.Released(grant.attachment));
        }
        grant = null;
    }

    private void answer(long id, Step step, java.util.function.Consumer<Pending> action) {
        var current = pending;
        if (current != null && current.id == id && current.step == step) {
            pending = null;
            action.accept(current);
        }
    }

    private void fail(Pending failed, int status) {
        pending = null;
        respond(failed.request, status, RtspHeaders.EMPTY);
        if (failed.step == Step.OPEN_TRACK && session != null && session.tracks.isEmpty()) {
            endSession("first track failed");
        }
    }

    private long ask(
            Step step, RtspMessage.Request request, RequestPath path, @Nullable TransportChoice choice, int track) {
        pending = new Pending(
                nextId,
                step,
                request,
                path,
                choice,
                track,
                nowNanos + config.applicationTimeout().toNanos());
        return nextId++;
    }

    private void respond(RtspMessage.Request request, int status, RtspHeaders headers) {
        send(responses.of(request, status, headers));
    }

    private void respond(RtspMessage.Request request, int status) {
        respond(request, status, RtspHeaders.EMPTY);
    }

    private void send(RtspMessage.Response response) {
        outputs.add(new ServerOutput.Send(RtspEncoder.encode(response)));
    }

    private void process(RtspMessage.Request request) {
        // Who has proved nothing cannot hold a connection by asking again and again.
        if (grant != null || session != null) {
            lastSignNanos = nowNanos;
        }
        if (request.version() == RtspVersion.UNSUPPORTED) {
            respond(request, RtspStatus.VERSION_NOT_SUPPORTED);
            return;
        }
        if (!request.headers().first("CSeq").orElse("").matches("\\d{1,10}")) {
            respond(request, RtspStatus.BAD_REQUEST);
            return;
        }
        var unsupported = Responses.unsupported(request);
        if (!unsupported.isEmpty()) {
            respond(
                    request,
                    RtspStatus.OPTION_NOT_SUPPORTED,
                    RtspHeaders.of("Unsupported", String.join(", ", unsupported)));
            return;
        }
        switch (request.method()) {
            case "OPTIONS" -> respond(request, RtspStatus.OK, RtspHeaders.of("Public", Responses.METHODS));
            case "DESCRIBE", "SETUP" -> streamRequest(request);
            case "PLAY", "PAUSE", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER" -> sessionRequest(request);
            case "ANNOUNCE", "RECORD", "REDIRECT", "PLAY_NOTIFY" ->
                respond(request, RtspStatus.METHOD_NOT_ALLOWED, RtspHeaders.of("Allow", Responses.METHODS));
            default -> respond(request, RtspStatus.NOT_IMPLEMENTED, RtspHeaders.of("Public", Responses.METHODS));
        }
    }

    private RtspRequestInfo info(RtspMessage.Request request, RequestPath path, Credentials credentials) {
        return new RtspRequestInfo(
                request.method(),
                request.uri(),
                path.path(),
                request.version(),
                credentials,
                peer,
                secure,
                request.headers());
    }

    private void streamRequest(RtspMessage.Request request) {
        var path = RequestPath.parse(request.uri());
        if (path == null) {
            respond(request, RtspStatus.BAD_REQUEST);
        } else if (request.method().equals("DESCRIBE") && !Responses.acceptsSdp(request)) {
            respond(request, RtspStatus.NOT_ACCEPTABLE);
        } else if (grant != null && grant.path.equals(path.path())) {
            describe(request, path);
        } else {
            var info = info(request, path, gate.credentials(request, nowNanos));
            outputs.add(new ServerOutput.Authorize(ask(Step.AUTHORIZE, request, path, null, -1), info));
        }
    }

    private void onVerdict(Pending asked, RtspVerdict verdict) {
        switch (verdict) {
            case RtspVerdict.Allowed(var attachment) -> {
                releaseGrant();
                grantUsed = false;
                lastSignNanos = nowNanos;
                grant = new Grant(asked.path.path(), attachment);
                describe(asked.request, asked.path);
            }
            case RtspVerdict.Unauthorized(var reason) -> {
                send(responses.of(
                        asked.request, RtspStatus.UNAUTHORIZED, reason, gate.challenges(nowNanos)));
                if (gate.exhausted()) {
                    close("too many requests without valid credentials");
                }
            }
            case RtspVerdict.Refused(var status, var reason) ->
                send(responses.of(asked.request, status, reason, RtspHeaders.EMPTY));
        }
    }

    private void describe(RtspMessage.Request request, RequestPath path) {
        if (request.method().equals("SETUP") && description != null && description.path.equals(path.path())) {
            setUp(request, path, description);
        } else {
            long id = ask(Step.DESCRIBE, request, path, null, -1);
            outputs.add(new ServerOutput.Describe(
                    id, info(request, path, Credentials.NONE), grant == null ? null : grant.attachment));
        }
    }

    private void onDescribed(Pending asked, DescribeResult result) {
        switch (result) {
            case DescribeResult.Refused(var status) -> respond(asked.request, status);
            case DescribeResult.Described(var sdp, var live) -> {
                var described = new Description(asked.path.path(), ServerSession.withControls(sdp), live);
                description = described;
                if (asked.request.method().equals("SETUP")) {
                    setUp(asked.request, asked.path, described);
                } else {
                    send(responses.described(asked.request, asked.path.base(), described.sdp));
                }
            }
        }
    }

    private void setUp(RtspMessage.Request request, RequestPath path, Description described) {
        var transport = request.headers().first("Transport");
        int tracks = described.sdp.media().size();
        int track = path.track() < 0 && tracks == 1 ? 0 : path.track();
        int refusal = Refusals.ofSetUp(request, session, path, track, tracks);
        if (refusal != RtspStatus.OK) {
            respond(request, refusal);
            return;
        }
        var target = session != null
                ? session
                : new ServerSession(newSessionId(), path.path(), described.sdp, described.live);
        var choice = TransportChoice.of(
                transport.orElse(""),
                target,
                track,
                secure,
                peer.getAddress() == null ? "" : peer.getAddress().getHostAddress());
        if (choice == null) {
            respond(request, RtspStatus.UNSUPPORTED_TRANSPORT);
            return;
        }
        if (session == null) {
            session = target;
            grantUsed = true;
            target.pipelinedRequests =
                    request.headers().first("Pipelined-Requests").orElse(null);
            outputs.add(new ServerOutput.SessionOpened(
                    target.id,
                    info(request, path, Credentials.NONE),
                    grant == null ? null : grant.attachment,
                    described.sdp.media()));
        }
        outputs.add(new ServerOutput.OpenTrack(
                ask(Step.OPEN_TRACK, request, path, choice, track), track, choice.transport()));
    }

    private String newSessionId() {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void onTrackOpened(Pending asked, int serverRtpPort, int serverRtcpPort) {
        if (session != null && asked.choice != null) {
            session.tracks.put(asked.track, asked.choice.transport());
            var spec = asked.choice.spec();
            send(responses.setUp(
                    asked.request, session, spec.tcp() ? spec : spec.withServerPorts(serverRtpPort, serverRtcpPort)));
        }
    }

    private void onTrackFailed(Pending asked) {
        fail(asked, RtspStatus.SERVICE_UNAVAILABLE);
    }

    private void sessionRequest(RtspMessage.Request request) {
        boolean parameter = request.method().endsWith("_PARAMETER");
        boolean named = request.headers().first("Session").isPresent();
        var current = session;
        if (parameter && (!named || current != null && current.isNamedBy(request))) {
            // Without a body it is a keep-alive (RFC 2326 §10.8, RFC 7826 §13.8); parameters there are none.
            respond(
                    request,
                    request.body().length > 0 ? RtspStatus.PARAMETER_NOT_UNDERSTOOD : RtspStatus.OK,
                    current != null && named ? responses.sessionWithTimeout(current) : RtspHeaders.EMPTY);
            return;
        }
        if (current == null || !current.isNamedBy(request)) {
            respond(request, RtspStatus.SESSION_NOT_FOUND);
            return;
        }
        var path = RequestPath.parse(request.uri());
        int refusal = Refusals.ofControl(request, current, path);
        if (refusal != RtspStatus.OK || path == null) {
            respond(request, refusal);
        } else if (request.method().equals("TEARDOWN")) {
            endSession("ended by the client");
            respond(request, RtspStatus.OK);
        } else if (request.method().equals("PAUSE")) {
            outputs.add(new ServerOutput.Pause(ask(Step.PAUSE, request, path, null, -1)));
        } else {
            play(request, path, current);
        }
    }

    private void play(RtspMessage.Request request, RequestPath path, ServerSession current) {
        var headers = PlayHeaders.of(request);
        if (headers.refusal() != RtspStatus.OK) {
            respond(request, headers.refusal());
            return;
        }
        var play = new PlayRequest(
                info(request, path, Credentials.NONE),
                headers.range(),
                headers.scale(),
                headers.speed(),
                java.util.List.copyOf(current.tracks.keySet()));
        outputs.add(new ServerOutput.Play(ask(Step.PLAY, request, path, null, -1), play));
    }

    private void onPlayed(Pending asked, PlayResult result) {
        var current = session;
        switch (result) {
            case PlayResult.Refused(var status) -> respond(asked.request, status);
            case PlayResult.Started started
            when current != null -> {
                current.playing = true;
                send(responses.playing(asked.request, current, asked.path.base(), started));
                outputs.add(new ServerOutput.Streaming(true));
            }
            case PlayResult.Started _ -> respond(asked.request, RtspStatus.SESSION_NOT_FOUND);
        }
    }

    private void onPaused(Pending asked) {
        if (session != null) {
            session.playing = false;
            outputs.add(new ServerOutput.Streaming(false));
            respond(asked.request, RtspStatus.OK, RtspHeaders.of("Session", session.id));
        }
    }
}
