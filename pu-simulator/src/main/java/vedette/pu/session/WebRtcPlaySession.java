package vedette.pu.session;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import vedette.device.AgentScheduler;
import vedette.device.DeviceAgent;
import vedette.device.DeviceJson;
import vedette.pu.media.MediaFormat;
import vedette.pu.media.MediaSource;
import vedette.pu.media.Subscription;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.webrtc.OfferRejectedException;
import vedette.webrtc.SelectedPair;
import vedette.webrtc.ViewerOffer;
import vedette.webrtc.WebRtcPeer;
import vedette.webrtc.WebRtcPeers;

/** One browser: media from the source into its WebRTC peer, feedback from the peer to the source, candidates and path to the platform. */
final class WebRtcPlaySession extends PlaySession implements WebRtcPeer.Listener {
    private static final Duration NOTICE_TIMEOUT = Duration.ofSeconds(20);

    private final DeviceAgent agent;
    private final AgentScheduler scheduler;
    private final Runnable onClosed;
    private final boolean muLaw;
    private volatile @Nullable WebRtcPeer peer;
    private volatile String path = "";
    private volatile boolean connected;
    private @Nullable BitrateController bitrate;

    WebRtcPlaySession(
            Grant grant,
            MediaSource source,
            Sessions sessions,
            AgentScheduler scheduler,
            DeviceAgent agent,
            Runnable onClosed) {
        super(grant, source, sessions, scheduler);
        this.agent = agent;
        this.scheduler = scheduler;
        this.onClosed = onClosed;
        this.muLaw = grant.wantsMuLaw();
    }

    void answer(WebRtcPeers peers, ViewerOffer offer) throws OfferRejectedException {
        peer = peers.answer(offer, this);
    }

    WebRtcPeer peer() {
        return Objects.requireNonNull(peer, "answer() comes first");
    }

    @Override
    public void localCandidate(String candidate) {
        notice("media.candidate", DeviceJson.object().put("session_id", id()).put("candidate", candidate));
    }

    @Override
    public void localCandidatesDone() {
        notice("media.candidate", DeviceJson.object().put("session_id", id()).putNull("candidate"));
    }

    @Override
    public void connected(SelectedPair pair) {
        connected = true;
        requestKeyFrame();
        tellPath(pair);
    }

    @Override
    public void pathChanged(SelectedPair pair) {
        tellPath(pair);
    }

    private void tellPath(SelectedPair pair) {
        MediaPath now = MediaPath.of(pair, LocalNetworks::contains);
        path = now.kind();
        notice(
                "session.path",
                DeviceJson.object()
                        .put("session_id", id())
                        .put("kind", now.kind())
                        .put("reason", now.reason())
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

    @Override
    public void keyFrameRequested() {
        requestKeyFrame();
    }

    @Override
    public void bandwidthEstimate(long bps) {
        apply(controller -> controller.estimate(bps, scheduler.nanoTime()));
    }

    @Override
    public void viewerReport(double lossFraction, double roundTripMillis, double jitterMillis) {
        apply(controller -> controller.loss(lossFraction, scheduler.nanoTime()));
    }

    private void apply(java.util.function.Function<BitrateController, OptionalInt> input) {
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
        }
    }

    @Override
    public void video(AccessUnit unit, Instant captureTime) {
        WebRtcPeer target = peer;
        if (target != null && connected && !isPaused()) {
            target.sendVideo(unit, captureTime);
            mediaSent();
        }
    }

    @Override
    public void audio(byte[] g711Alaw, long rtpTimestamp8k, Instant captureTime) {
        WebRtcPeer target = peer;
        if (target != null && connected && !isPaused()) {
            byte[] codes = muLaw ? G711.U_LAW.encode(G711.A_LAW.decode(g711Alaw)) : g711Alaw;
            target.sendAudio(codes, rtpTimestamp8k & 0xFFFF_FFFFL, captureTime);
        }
    }

    @Override
    public void closed(WebRtcPeer.CloseReason reason) {
        end(
                switch (reason.kind()) {
                    case CLOSED_HERE -> "device-stops";
                    case CLOSED_BY_VIEWER -> "viewer-left";
                    case NO_PATH -> "no-path";
                    case WRONG_CERTIFICATE, HANDSHAKE_FAILED -> "handshake-failed";
                    case VIEWER_SILENT -> "viewer-lost";
                    case INTERNAL -> "device-error";
                });
    }

    @Override
    void closeTransport(String reason) {
        WebRtcPeer target = peer;
        if (target != null) {
            target.close();
        }
        onClosed.run();
    }

    @Override
    long bytesSent() {
        WebRtcPeer target = peer;
        return target == null ? 0 : target.stats().bytesSent();
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
