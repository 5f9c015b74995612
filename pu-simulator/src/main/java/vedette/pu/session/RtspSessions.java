package vedette.pu.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.device.AgentScheduler;
import vedette.device.DeviceAgent;
import vedette.device.DeviceJson;
import vedette.device.RpcException;
import vedette.pu.media.MediaSource;
import vedette.rtp.RtcpPacket;
import vedette.rtsp.auth.Credentials;
import vedette.rtsp.auth.DigestCredentials;
import vedette.rtsp.netty.RtspHandler;
import vedette.rtsp.netty.RtspSession;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;

/**
 * Serves native viewers by RTSP (H.626.4 §8.4): DESCRIBE with the session's token as Bearer, or Digest with the session id or an access key as
 * user name. The platform checks each; no media leaves before its yes. Thread-safe.
 */
public final class RtspSessions implements RtspHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RtspSessions.class);
    /** Header by which a client with a Bearer token names its session; {@code Bearer <session id>.<token>} does too. */
    static final String SESSION_HEADER = "Vedette-Session";

    private static final Duration PLAY_DEADLINE = Duration.ofSeconds(20);
    private static final int UNAVAILABLE = 503;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ENOUGH_BANDWIDTH = 453;

    private final DeviceAgent agent;
    private final AgentScheduler scheduler;
    private final Executor workers;
    private final MediaSource source;
    private final Sessions sessions;
    private final LegitimacyCheck check;
    private final SecureRandom random = new SecureRandom();

    public RtspSessions(
            DeviceAgent agent, AgentScheduler scheduler, Executor workers, MediaSource source, Sessions sessions) {
        this.agent = agent;
        this.scheduler = scheduler;
        this.workers = workers;
        this.source = source;
        this.sessions = sessions;
        this.check = new LegitimacyCheck(agent);
    }

    @Override
    public CompletionStage<RtspVerdict> authorize(RtspRequestInfo request) {
        if (request.credentials() instanceof Credentials.None) {
            return CompletableFuture.completedFuture(RtspVerdict.unauthorized());
        }
        Optional<RtspPath> path = RtspPath.parse(request.path())
                .filter(named -> named.deviceId().equals(agent.status().deviceId()) && named.channel() == 1);
        if (path.isEmpty()) {
            return CompletableFuture.completedFuture(RtspVerdict.refused(NOT_FOUND));
        }
        return CompletableFuture.supplyAsync(() -> verify(request, path.get()), workers);
    }

    private RtspVerdict verify(RtspRequestInfo request, RtspPath path) {
        Object place = null;
        try {
            place = sessions.takePlace();
            Object taken = place;
            Grant grant = withStreamOf(path, check.run(check(request)), request);
            RtspPlaySession session = new RtspPlaySession(
                    grant, source, sessions, scheduler, request.peer(), random, () -> sessions.release(taken));
            place = null;
            sessions.add(session);
            scheduler.schedule(PLAY_DEADLINE, () -> {
                if (!session.isBound()) {
                    workers.execute(() -> session.end("never-played"));
                }
            });
            return RtspVerdict.allowed(session);
        } catch (RpcException e) {
            LOG.info("RTSP request from {} refused: {}", request.peer(), e.getMessage());
            return verdict(String.valueOf(e.error().problem()));
        } finally {
            if (place != null) {
                sessions.release(place);
            }
        }
    }

    private static RtspVerdict verdict(String problem) {
        return switch (problem) {
            case "session-refused" -> RtspVerdict.unauthorized();
            case "stream-not-granted" -> RtspVerdict.refused(FORBIDDEN);
            case "too-many-viewers" -> RtspVerdict.refused(NOT_ENOUGH_BANDWIDTH);
            default -> RtspVerdict.refused(UNAVAILABLE);
        };
    }

    private static LegitimacyCheck.Request check(RtspRequestInfo request) {
        String peer = request.peer().getAddress().getHostAddress();
        String message = "RTSP " + request.method();
        FlowRef flow =
                FlowHeader.parse(request.header(FlowHeader.NAME).orElse(null)).orElse(null);
        String named = request.header(SESSION_HEADER).orElse(null);
        return switch (request.credentials()) {
            case Credentials.Bearer(String token) -> {
                int dot = token.indexOf('.');
                yield new LegitimacyCheck.Request(
                        dot > 0 ? token.substring(0, dot) : named,
                        dot > 0 ? token.substring(dot + 1) : token,
                        null,
                        null,
                        peer,
                        "rtsp",
                        message,
                        flow);
            }
            case Credentials.Basic(String user, String password) ->
                new LegitimacyCheck.Request(user, password, null, null, peer, "rtsp", message, flow);
            case DigestCredentials digest ->
                new LegitimacyCheck.Request(
                        digest.username().startsWith("ses_") ? digest.username() : null,
                        null,
                        json(digest),
                        null,
                        peer,
                        "rtsp",
                        message,
                        flow);
            case Credentials.None() -> throw new IllegalStateException("asked for without credentials");
        };
    }

    private static ObjectNode json(DigestCredentials digest) {
        ObjectNode json = DeviceJson.object()
                .put("username", digest.username())
                .put("realm", digest.realm())
                .put("nonce", digest.nonce())
                .put("uri", digest.uri())
                .put("method", digest.method())
                .put("algorithm", digest.algorithm().token())
                .put("response", digest.response());
        if (!digest.qop().isEmpty()) {
            json.put("nc", digest.nonceCount())
                    .put("cnonce", digest.clientNonce())
                    .put("qop", digest.qop());
        }
        return json;
    }

    /** A play session is for one stream; an access key opens the camera, and the path says which stream. */
    private static Grant withStreamOf(RtspPath path, Grant grant, RtspRequestInfo request) {
        boolean byKey = request.credentials() instanceof DigestCredentials digest
                && !digest.username().startsWith("ses_");
        if (byKey) {
            return new Grant(
                    grant.sessionId(),
                    grant.capabilities(),
                    path.channel(),
                    path.stream(),
                    grant.viewer(),
                    grant.lease(),
                    grant.nonce(),
                    grant.viewerFingerprint(),
                    grant.flow());
        }
        if (grant.channel() != path.channel() || !grant.stream().equals(path.stream())) {
            throw RpcException.refused(
                    "stream-not-granted",
                    "The session is for channel " + grant.channel() + " stream " + grant.stream() + ", the URL names "
                            + path.channel() + " " + path.stream() + ".");
        }
        return grant;
    }

    @Override
    public CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment) {
        if (!(attachment instanceof RtspPlaySession session)) {
            return CompletableFuture.completedFuture(DescribeResult.refused(NOT_FOUND));
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        DescribeResult described = DescribeResult.live(session.describe());
                        recordS10(session);
                        return described;
                    } catch (RpcException e) {
                        LOG.warn("RTSP session {}: {}", session.id(), e.getMessage());
                        session.end("device-error");
                        return DescribeResult.refused(UNAVAILABLE);
                    }
                },
                workers);
    }

    /** A native player cannot report that it got the answer, so this unit does in its place. */
    private void recordS10(RtspPlaySession session) {
        FlowRef flow = session.grant().flow();
        String deviceId = agent.status().deviceId();
        if (flow != null) {
            agent.flows()
                    .record(
                            flow.at("S10", flow.cause()),
                            "pu",
                            "cu",
                            "rtsp 200 sent",
                            FlowEvent.OK,
                            Ids.next("msg"),
                            deviceId);
        }
    }

    @Override
    public CompletionStage<PlayResult> play(RtspSession session, PlayRequest request) {
        if (!(session.attachment() instanceof RtspPlaySession play) || play.hasEnded()) {
            return CompletableFuture.completedFuture(PlayResult.refused(UNAVAILABLE));
        }
        return CompletableFuture.supplyAsync(() -> PlayResult.live(play.play(session)), workers);
    }

    @Override
    public CompletionStage<Void> pause(RtspSession session) {
        if (session.attachment() instanceof RtspPlaySession play) {
            play.stopPlaying();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void rtcp(RtspSession session, int track, List<RtcpPacket> packets) {
        boolean wantsPicture = packets.stream()
                .anyMatch(packet -> packet instanceof RtcpPacket.PictureLossIndication
                        || packet instanceof RtcpPacket.FullIntraRequest);
        if (wantsPicture && session.attachment() instanceof RtspPlaySession play) {
            play.requestKeyFrame();
        }
    }

    @Override
    public void released(@Nullable Object attachment) {
        if (attachment instanceof RtspPlaySession play) {
            workers.execute(() -> play.end("never-played"));
        }
    }

    @Override
    public void ended(RtspSession session, String reason) {
        if (session.attachment() instanceof RtspPlaySession play) {
            workers.execute(() -> play.end(reason.equals("ended by the client") ? "viewer-left" : "viewer-lost"));
        }
    }
}
