package vedette.mtu.egress;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.sc.DigestResponse;
import vedette.contracts.sc.SessionEnded;
import vedette.contracts.sc.SessionPath;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SessionVerify;
import vedette.mtu.cmu.CmuSessions;
import vedette.mtu.distribution.DistributedRelay;
import vedette.mtu.distribution.Distributor;
import vedette.mtu.distribution.LiveStream;
import vedette.mtu.distribution.StreamKey;
import vedette.rtp.RtcpPacket;
import vedette.rtsp.auth.Credentials;
import vedette.rtsp.auth.DigestCredentials;
import vedette.rtsp.netty.RtspHandler;
import vedette.rtsp.netty.RtspMediaSender;
import vedette.rtsp.netty.RtspSession;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;

/**
 * RTSP for native viewers (flow 11.3, R07 to R11): Digest with the session id and its token, Bearer over TLS only. A stream that no relay
 * names does not exist here; a session without a relay sees nothing; the CMU decides about every viewer. Thread-safe.
 */
public final class RtspEgress implements RtspHandler {
    private static final Logger log = LoggerFactory.getLogger(RtspEgress.class);
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int NOT_ENOUGH_BANDWIDTH = 453;
    private static final int UNAVAILABLE = 503;

    /** What a viewer shows. */
    private record Shown(@Nullable String sessionId, @Nullable String token, @Nullable DigestResponse digest) {}

    private final Distributor distributor;
    private final CmuSessions cmu;
    private final Executor workers;
    private final LongSupplier nanoTime;
    private final String instance;

    /**
     * @param workers for calls to the CMU, which block
     * @param instance name of this MTU
     */
    public RtspEgress(Distributor distributor, CmuSessions cmu, Executor workers, LongSupplier nanoTime, String instance) {
        this.distributor = distributor;
        this.cmu = cmu;
        this.workers = workers;
        this.nanoTime = nanoTime;
        this.instance = instance;
    }

    @Override
    public CompletionStage<RtspVerdict> authorize(RtspRequestInfo request) {
        if (request.credentials() instanceof Credentials.None) {
            return CompletableFuture.completedFuture(RtspVerdict.unauthorized());
        }
        StreamKey key = StreamKey.parse(request.path()).orElse(null);
        if (key == null || !distributor.isRelayed(key)) {
            return CompletableFuture.completedFuture(RtspVerdict.refused(NOT_FOUND, "No relay of this path: ask the platform for one"));
        }
        return CompletableFuture.supplyAsync(() -> check(request, key), workers);
    }

    private RtspVerdict check(RtspRequestInfo request, StreamKey key) {
        Shown shown = shown(request);
        String sessionId = shown.sessionId;
        if (sessionId == null || !Ids.isValid("ses", sessionId)) {
            return RtspVerdict.refused(FORBIDDEN, "User name must be a play session id with a relay: access keys work at the camera only");
        }
        DistributedRelay relay = distributor.relay(key, sessionId).orElse(null);
        if (relay == null) {
            return RtspVerdict.refused(NOT_FOUND, "This session has no relay of this path: ask the platform for one");
        }
        relay.trace().viewerAsked("RTSP " + request.method(), FlowEvent.OK);
        SessionVerified answer = cmu.verify(
                sessionId,
                new SessionVerify(
                        key.deviceId(), shown.token, shown.digest, null, address(request.peer()), "rtsp", relay.trace().check()));
        if (!answer.ok()) {
            String reason = answer.reason() == null ? "session-refused" : answer.reason();
            log.atInfo().addKeyValue("relayId", relay.id()).addKeyValue("peer", request.peer()).addKeyValue("reason", reason)
                    .log("Viewer refused");
            return CmuSessions.UNAVAILABLE.equals(reason)
                    ? RtspVerdict.refused(UNAVAILABLE, "The platform cannot check this viewer now: try again")
                    : RtspVerdict.unauthorized("Refused by the platform: " + reason);
        }
        boolean other = answer.channel() != null && answer.channel() != key.channel()
                || answer.stream() != null && !answer.stream().equals(key.stream());
        if (other) {
            return RtspVerdict.refused(FORBIDDEN, "This session is for another channel or stream");
        }
        LiveStream stream = distributor.stream(key).orElse(null);
        return stream == null
                ? RtspVerdict.refused(NOT_FOUND, "The camera's connection has ended: ask the platform for a relay again")
                : RtspVerdict.allowed(new RtspViewer(relay, sessionId, stream, distributor.counters(), nanoTime));
    }

    private static String address(InetSocketAddress peer) {
        return peer.getAddress().getHostAddress();
    }

    private static @Nullable String given(String field) {
        return field.isEmpty() ? null : field;
    }

    private static Shown shown(RtspRequestInfo request) {
        return switch (request.credentials()) {
            case Credentials.Bearer(String token) -> {
                int dot = token.indexOf('.');
                yield dot > 0
                        ? new Shown(token.substring(0, dot), token.substring(dot + 1), null)
                        : new Shown(request.header("Vedette-Session").orElse(null), token, null);
            }
            case Credentials.Basic(String user, String password) -> new Shown(user, password, null);
            case DigestCredentials digest ->
                new Shown(
                        digest.username(),
                        null,
                        new DigestResponse(
                                digest.username(), digest.realm(), digest.nonce(), digest.uri(), digest.method(),
                                digest.algorithm().token(), digest.response(), given(digest.nonceCount()), given(digest.clientNonce()),
                                given(digest.qop())));
            case Credentials.None() -> throw new IllegalStateException("asked for without credentials");
        };
    }

    @Override
    public CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment) {
        if (!(attachment instanceof RtspViewer viewer)) {
            return CompletableFuture.completedFuture(DescribeResult.refused(NOT_FOUND));
        }
        LiveStream stream = viewer.stream();
        return stream.described()
                .thenApply(first -> {
                    var newest = stream.info();
                    return DescribeResult.live((newest == null ? first : newest).description());
                })
                .exceptionally(_ -> DescribeResult.refused(NOT_FOUND));
    }

    @Override
    public CompletionStage<PlayResult> play(RtspSession session, PlayRequest request) {
        if (!(session.attachment() instanceof RtspViewer viewer)) {
            return CompletableFuture.completedFuture(PlayResult.refused(NOT_FOUND));
        }
        var begins = viewer.play(session);
        if (begins == null) {
            return CompletableFuture.completedFuture(PlayResult.refused(NOT_ENOUGH_BANDWIDTH));
        }
        if (!distributor.isLiving(viewer.relayId()) || !session.isOpen()) {
            viewer.left();
            return CompletableFuture.completedFuture(PlayResult.refused(NOT_FOUND));
        }
        viewer.relay().trace().viewerAnswered("RTSP 200, RTP");
        String peer = address(session.request().peer());
        workers.execute(() -> cmu.path(
                viewer.sessionId(),
                new SessionPath(viewer.stream().key().deviceId(), "distributed", null, peer, "rtsp from the media server", null, null, instance)));
        return CompletableFuture.completedFuture(PlayResult.live(begins));
    }

    @Override
    public CompletionStage<Void> pause(RtspSession session) {
        if (session.attachment() instanceof RtspViewer viewer) {
            viewer.pause();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void rtcp(RtspSession session, int track, List<RtcpPacket> packets) {
        boolean wantsPicture = packets.stream()
                .anyMatch(packet -> packet instanceof RtcpPacket.PictureLossIndication || packet instanceof RtcpPacket.FullIntraRequest);
        if (wantsPicture && session.attachment() instanceof RtspViewer viewer) {
            viewer.stream().requestKeyFrame(track);
        }
    }

    @Override
    public void ended(RtspSession session, String reason) {
        if (session.attachment() instanceof RtspViewer viewer) {
                viewer.left();
            long bytes = session.senders().stream().mapToLong(RtspMediaSender::bytesSent).sum();
            if (!distributor.isLiving(viewer.relayId())) {
                return; // The platform ended it, so it knows.
            }
            String said = reason.equals("ended by the client") ? "viewer-left" : "viewer-lost";
            workers.execute(() -> cmu.ended(
                    viewer.sessionId(), new SessionEnded(viewer.stream().key().deviceId(), said, bytes, viewer.watchedMillis())));
        }
    }
}
