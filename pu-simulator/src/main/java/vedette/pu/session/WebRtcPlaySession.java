package vedette.pu.session;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import vedette.device.AgentScheduler;
import vedette.device.DeviceAgent;
import vedette.device.DeviceJson;
import vedette.device.RpcException;
import vedette.pu.media.MediaFormat;
import vedette.pu.media.MediaSource;
import vedette.pu.media.StreamInfo;
import vedette.pu.media.Subscription;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.webrtc.Fingerprint;
import vedette.webrtc.IceOptions;
import vedette.webrtc.MediaPlan;
import vedette.webrtc.OfferRejectedException;
import vedette.webrtc.SelectedPair;
import vedette.webrtc.ViewerOffer;
import vedette.webrtc.WebRtcPeer;
import vedette.webrtc.WebRtcPeers;

/**
 * One browser: media from the source into its WebRTC peer, feedback from the peer to the source, candidates and path to the platform. A second
 * peer may take over within the same play session, for a better path or a changed address: both get media until the viewer is heard on
 * the new one.
 */
final class WebRtcPlaySession extends PlaySession {
    private static final Duration NOTICE_TIMEOUT = Duration.ofSeconds(20);

    private final DeviceAgent agent;
    private final AgentScheduler scheduler;
    private final Executor workers;
    private final Consumer<WebRtcPlaySession> onClosed;
    private final MediaPlan plan;
    private final Fingerprint viewer;
    private final boolean muLaw;
    private final AtomicLong retiredBytes = new AtomicLong();
    private volatile @Nullable Side current;
    private volatile @Nullable Side next;
    private volatile @Nullable RemoteCandidates remote;
    private volatile String path = "";
    private @Nullable BitrateController bitrate;
    private QualityGuard quality;

    /**
     * @param workers for what blocks
     * @param plan what is sent
     * @param viewer the certificate that the grant was given for
     * @param onClosed told once the transport is closed
     */
    WebRtcPlaySession(
            Grant grant,
            MediaSource source,
            Sessions sessions,
            AgentScheduler scheduler,
            DeviceAgent agent,
            Executor workers,
            MediaPlan plan,
            Fingerprint viewer,
            Consumer<WebRtcPlaySession> onClosed) {
        super(grant, source, sessions, scheduler);
        this.agent = agent;
        this.scheduler = scheduler;
        this.workers = workers;
        this.plan = plan;
        this.viewer = viewer;
        this.onClosed = onClosed;
        this.muLaw = grant.wantsMuLaw();
        this.quality = new QualityGuard(scheduler.nanoTime());
    }

    /** The first peer of this session. */
    WebRtcPeer answer(WebRtcPeers peers, String offer, IceOptions ice) throws OfferRejectedException {
        Side side = new Side();
        current = side;
        return side.open(peers, new ViewerOffer(offer, viewer, ice, plan));
    }

    /**
     * A further peer; the present one serves on until the viewer is heard on this one. An earlier one that is still under way is given up.
     *
     * @throws RpcException {@code session-refused} if the offer shows another certificate than the session's
     */
    WebRtcPeer replace(WebRtcPeers peers, String offer, Fingerprint shown, IceOptions ice)
            throws OfferRejectedException {
        if (!shown.equals(viewer)) {
            throw RpcException.refused(
                    "session-refused",
                    "The offer shows another certificate than the one that this play session was verified for.");
        }
        Side side = new Side();
        Side abandoned;
        synchronized (this) {
            abandoned = next;
            next = side;
        }
        retire(abandoned);
        try {
            return side.open(peers, new ViewerOffer(offer, viewer, ice, plan));
        } catch (OfferRejectedException | RuntimeException e) {
            synchronized (this) {
                next = next == side ? null : next;
            }
            throw e;
        }
    }

    Fingerprint viewer() {
        return viewer;
    }

    /** Where this session's trickled candidates wait; the newest offer's. */
    @Nullable
    RemoteCandidates remote() {
        return remote;
    }

    void remote(RemoteCandidates candidates) {
        remote = candidates;
    }

    private void retire(@Nullable Side side) {
        WebRtcPeer old = side == null ? null : side.markRetired();
        if (old != null) {
            workers.execute(() -> {
                old.close();
                retiredBytes.addAndGet(old.stats().bytesSent());
            });
        }
    }

    /** One peer of this session. */
    private final class Side implements WebRtcPeer.Listener {
        private volatile @Nullable WebRtcPeer peer;
        private volatile boolean connected;
        private volatile boolean retired;

        WebRtcPeer open(WebRtcPeers peers, ViewerOffer offer) throws OfferRejectedException {
            WebRtcPeer made = peers.answer(offer, this);
            peer = made;
            if (retired || hasEnded()) {
                workers.execute(made::close);
            }
            return made;
        }

        @Nullable
        WebRtcPeer markRetired() {
            retired = true;
            return peer;
        }

        @Nullable
        WebRtcPeer target() {
            return connected && !retired ? peer : null;
        }

        private boolean isNewest() {
            Side newer = next;
            return this == (newer == null ? current : newer);
        }

        @Override
        public void localCandidate(String candidate) {
            if (isNewest()) {
                notice("media.candidate", DeviceJson.object().put("session_id", id()).put("candidate", candidate));
            }
        }

        @Override
        public void localCandidatesDone() {
            if (isNewest()) {
                notice("media.candidate", DeviceJson.object().put("session_id", id()).putNull("candidate"));
            }
        }

        @Override
        public void connected(SelectedPair pair) {
            connected = true;
            requestKeyFrame();
            if (this == current) {
                tellPath(pair);
            }
        }

        @Override
        public void pathChanged(SelectedPair pair) {
            if (this == current) {
                tellPath(pair);
            }
        }

        @Override
        public void viewerHeard() {
            Side old;
            synchronized (WebRtcPlaySession.this) {
                if (this != next) {
                    return;
                }
                old = current;
                current = this;
                next = null;
                bitrate = null; // The new path's bandwidth is measured anew.
                quality = new QualityGuard(scheduler.nanoTime());
            }
            retire(old);
            WebRtcPeer mine = peer;
            if (mine != null) {
                mine.selectedPair().ifPresent(WebRtcPlaySession.this::tellPath);
            }
        }

        @Override
        public void keyFrameRequested() {
            requestKeyFrame();
        }

        @Override
        public void bandwidthEstimate(long bps) {
            if (this == current) {
                apply(controller -> controller.estimate(bps, scheduler.nanoTime()));
                guard(known -> known.estimate(bps, streamKbps(), scheduler.nanoTime()));
            }
        }

        @Override
        public void viewerReport(double lossFraction, double roundTripMillis, double jitterMillis) {
            if (this == current) {
                apply(controller -> controller.loss(lossFraction, scheduler.nanoTime()));
                guard(known -> known.loss(lossFraction, scheduler.nanoTime()));
            }
        }

        @Override
        public void closed(WebRtcPeer.CloseReason reason) {
            boolean over;
            synchronized (WebRtcPlaySession.this) {
                over = this == current && next == null && !retired;
                if (this == next) {
                    next = null;
                } else if (this == current && next != null) {
                    current = next; // The viewer closed the old peer before it said a word on the new one.
                    next = null;
                }
            }
            if (over) {
                end(reasonOf(reason));
            }
        }
    }

    private static String reasonOf(WebRtcPeer.CloseReason reason) {
        return switch (reason.kind()) {
            case CLOSED_HERE -> "device-stops";
            case CLOSED_BY_VIEWER -> "viewer-left";
            case NO_PATH -> "no-path";
            case WRONG_CERTIFICATE, HANDSHAKE_FAILED -> "handshake-failed";
            case VIEWER_SILENT -> "viewer-lost";
            case INTERNAL -> "device-error";
        };
    }

    private void tellPath(SelectedPair pair) {
        MediaPath now = MediaPath.of(pair, LocalNetworks::contains);
        path = now.kind();
        String reduced;
        synchronized (this) {
            reduced = quality.isReduced() ? "; quality reduced: " + quality.reason() : "";
        }
        notice(
                "session.path",
                DeviceJson.object()
                        .put("session_id", id())
                        .put("kind", now.kind())
                        .put("reason", now.reason() + reduced)
                        .put("local_type", pair.localType())
                        .put("remote_type", pair.remoteType())
                        .put(
                                "local",
                                text(pair.local().getAddress(), pair.local().getPort()))
                        .put(
                                "remote",
                                text(pair.remote().getAddress(), pair.remote().getPort())));
    }

    private static String text(InetAddress address, int port) {
        String host = address.getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private void notice(String method, ObjectNode params) {
        agent.request(method, params, NOTICE_TIMEOUT);
    }

    private void apply(Function<BitrateController, OptionalInt> input) {
        OptionalInt kbps;
        synchronized (this) {
            kbps = bitrate == null ? OptionalInt.empty() : input.apply(bitrate);
        }
        Subscription current = subscription();
        if (kbps.isPresent() && current != null) {
            current.bitrate(kbps.getAsInt());
        }
    }

    @Override
    void formatChanged(MediaFormat arrived) {
        synchronized (this) {
            if (arrived.kbps() > 0 && bitrate == null) {
                bitrate = new BitrateController(arrived.kbps());
            }
        }
    }

    /** What bounds the rate is measured anew: the sub stream must not be blown up to the main stream's rate. */
    @Override
    void requestChanges() {
        synchronized (this) {
            bitrate = null;
            quality = new QualityGuard(scheduler.nanoTime());
        }
    }

    /** A source that cannot encode at another rate gives way by its sub stream. */
    private void guard(Function<QualityGuard, Optional<QualityGuard.Change>> input) {
        if (!changesByStream()) {
            return;
        }
        Optional<QualityGuard.Change> change;
        synchronized (this) {
            change = input.apply(quality);
        }
        if (change.isEmpty()) {
            return;
        }
        boolean changed = change.get() == QualityGuard.Change.REDUCE
                ? switchTo(StreamInfo.MAIN, StreamInfo.SUB)
                : switchTo(StreamInfo.SUB, StreamInfo.MAIN);
        Side side = current;
        WebRtcPeer peer = side == null ? null : side.target();
        if (changed && peer != null) {
            peer.selectedPair().ifPresent(this::tellPath);
        }
    }

    @Override
    public void video(AccessUnit unit, Instant captureTime) {
        if (isPaused()) {
            return;
        }
        boolean sent = false;
        for (Side side : sides()) {
            WebRtcPeer target = side.target();
            if (target != null) {
                target.sendVideo(unit, captureTime);
                sent = true;
            }
        }
        if (sent) {
            mediaSent();
        }
    }

    @Override
    public void audio(byte[] g711Alaw, long rtpTimestamp8k, Instant captureTime) {
        if (isPaused()) {
            return;
        }
        byte[] codes = muLaw ? G711.U_LAW.encode(G711.A_LAW.decode(g711Alaw)) : g711Alaw;
        for (Side side : sides()) {
            WebRtcPeer target = side.target();
            if (target != null) {
                target.sendAudio(codes, rtpTimestamp8k & 0xFFFF_FFFFL, captureTime);
            }
        }
    }

    private List<Side> sides() {
        return Stream.of(current, next).filter(Objects::nonNull).toList();
    }

    @Override
    void closeTransport(String reason) {
        for (Side side : sides()) {
            WebRtcPeer peer = side.peer;
            if (peer != null) {
                peer.close();
            }
        }
        onClosed.accept(this);
    }

    @Override
    long bytesSent() {
        long bytes = retiredBytes.get();
        for (Side side : sides()) {
            WebRtcPeer peer = side.peer;
            bytes += peer == null ? 0 : peer.stats().bytesSent();
        }
        return bytes;
    }

    @Override
    String transport() {
        return "webrtc";
    }

    @Override
    String path() {
        return path;
    }
}
