package vedette.pu.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.DeviceProofs;
import vedette.device.AgentScheduler;
import vedette.device.DeviceAgent;
import vedette.device.DeviceJson;
import vedette.device.RpcException;
import vedette.device.netty.DeviceTls;
import vedette.pu.media.MediaSource;
import vedette.pu.media.SourceInfo;
import vedette.pu.media.StreamInfo;
import vedette.rtp.g711.G711;
import vedette.webrtc.Fingerprint;
import vedette.webrtc.IceOptions;
import vedette.webrtc.IceServer;
import vedette.webrtc.MediaPlan;
import vedette.webrtc.OfferRejectedException;
import vedette.webrtc.ViewerOffer;
import vedette.webrtc.WebRtcPeers;

/**
 * Serves browsers (H.626.4 §8.4 by WebRTC signalling): an offer comes over the control channel, the viewer is checked, the answer goes back with
 * a proof that ties this unit's DTLS certificate to its device key. Thread-safe.
 */
public final class WebRtcSessions {
    /** Plays in every browser; used while a source does not know its own level yet. */
    private static final String PROFILE_LEVEL_ID_DEFAULT = "42e01f";

    private static final int EARLY_SESSIONS_MAX = 64;

    private final DeviceAgent agent;
    private final AgentScheduler scheduler;
    private final Executor workers;
    private final MediaSource source;
    private final WebRtcPeers peers;
    private final Sessions sessions;
    private final LegitimacyCheck check;
    private final BooleanSupplier udpBlocked;
    /** Candidates by session id from the offer on; they may arrive before the answer is made. */
    private final Map<String, RemoteCandidates> candidates = new ConcurrentHashMap<>();

    /** @param udpBlocked whether H.626.4 §8.3 found that UDP does not pass to the platform */
    public WebRtcSessions(
            DeviceAgent agent,
            AgentScheduler scheduler,
            Executor workers,
            MediaSource source,
            WebRtcPeers peers,
            Sessions sessions,
            BooleanSupplier udpBlocked) {
        this.agent = agent;
        this.scheduler = scheduler;
        this.workers = workers;
        this.source = source;
        this.peers = peers;
        this.sessions = sessions;
        this.check = new LegitimacyCheck(agent);
        this.udpBlocked = udpBlocked;
        agent.handle("media.offer", this::onOffer);
        agent.handle("media.candidate", this::onCandidate);
    }

    private CompletableFuture<JsonNode> onOffer(JsonNode params) {
        String sessionId = DeviceJson.text(params, "session_id");
        String token = DeviceJson.text(params, "token");
        String offer = DeviceJson.text(params, "offer");
        FlowRef flow = flowOf(params);
        IceOptions ice = ice(params);
        if (candidates.size() >= EARLY_SESSIONS_MAX) {
            throw RpcException.refused(
                    "too-many-viewers", "This camera is busy with " + EARLY_SESSIONS_MAX + " offers. Try again.");
        }
        RemoteCandidates early = new RemoteCandidates(workers);
        candidates.put(sessionId, early);
        return CompletableFuture.supplyAsync(() -> serve(sessionId, token, offer, flow, ice, early), workers)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        candidates.remove(sessionId, early);
                    }
                });
    }

    private JsonNode serve(
            String sessionId,
            String token,
            String offer,
            @Nullable FlowRef flow,
            IceOptions ice,
            RemoteCandidates early) {
        Fingerprint viewer = OfferFingerprint.read(offer);
        Object place = sessions.takePlace();
        WebRtcPlaySession session = null;
        try {
            Grant grant = check.run(new LegitimacyCheck.Request(
                    sessionId, token, null, viewer.value(), null, "webrtc", "media.offer via scu", flow));
            MediaPlan plan = plan(grant);
            session = new WebRtcPlaySession(grant, source, sessions, scheduler, agent, () -> {
                sessions.release(place);
                candidates.remove(sessionId, early);
            });
            session.answer(peers, new ViewerOffer(offer, viewer, ice, plan));
            sessions.add(session);
            session.openSource(grant.request());
            early.attach(session.peer());
            return answer(session, viewer, grant);
        } catch (OfferRejectedException e) {
            session.end("offer-rejected");
            throw RpcException.refused("offer-rejected", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (session == null) {
                sessions.release(place);
            } else {
                session.end("device-error");
            }
            throw e;
        }
    }

    private IceOptions ice(JsonNode params) {
        List<IceServer> servers = IceServers.read(params.path("ice_servers"));
        boolean secured = servers.stream().anyMatch(server -> server.uri().startsWith("turns:"));
        return new IceOptions(
                servers,
                secured ? DeviceTls.socketFactory(agent.mediaTrust(DeviceJson.texts(params.path("tls_ca_pem")))) : null,
                udpBlocked.getAsBoolean());
    }

    private MediaPlan plan(Grant grant) {
        SourceInfo info = source.info();
        if (info.reordersFrames()) {
            throw RpcException.refused(
                    "format-unplayable",
                    "This camera's video stores pictures out of order (B-frames), which a browser"
                            + " cannot play directly. Watch through the provider, or set the camera to a profile without B-frames.");
        }
        if (!grant.wantsVideo("H264")) {
            throw RpcException.refused(
                    "format-unplayable",
                    "This camera sends H.264, which the viewer cannot play; it takes "
                            + String.join(", ", grant.capabilities().codecs()) + ".");
        }
        String profile = info.stream(grant.request().stream())
                .or(() -> info.stream(StreamInfo.MAIN))
                .map(StreamInfo::profileLevelId)
                .filter(id -> !id.isEmpty())
                .orElse(PROFILE_LEVEL_ID_DEFAULT);
        boolean audio = info.audioCodec() != null && grant.wantsAudio();
        return new MediaPlan(
                profile, audio ? Optional.of(grant.wantsMuLaw() ? G711.U_LAW : G711.A_LAW) : Optional.empty());
    }

    private JsonNode answer(WebRtcPlaySession session, Fingerprint viewer, Grant grant) {
        String device = session.peer().localFingerprint().value();
        String ufrag = session.peer().iceUfrag();
        String deviceId = Optional.ofNullable(agent.status().deviceId()).orElse("");
        String text = DeviceProofs.media(session.id(), deviceId, viewer.value(), device, ufrag, grant.nonce());
        ObjectNode answer = DeviceJson.object().put("answer", session.peer().answerSdp());
        answer.putObject("proof")
                .put("nonce", grant.nonce())
                .put("device_fingerprint", device)
                .put("ice_ufrag", ufrag)
                .put("signature", agent.identity().sign(text));
        if (grant.flow() != null) {
            answer.set(
                    "flow",
                    DeviceJson.MAPPER.valueToTree(
                            grant.flow().at("S10", grant.flow().cause())));
        }
        return answer;
    }

    private CompletableFuture<JsonNode> onCandidate(JsonNode params) {
        String sessionId = DeviceJson.text(params, "session_id");
        RemoteCandidates target = candidates.get(sessionId);
        if (target == null) {
            throw RpcException.refused("session-not-found", "This camera has no WebRTC session " + sessionId + ".");
        }
        JsonNode candidate = params.path("candidate");
        // Browsers send an object {candidate, sdpMid …}; plain text is what this protocol says. Null: no more will
        // come.
        target.add(candidate.isObject() ? candidate.path("candidate").asString("") : candidate.asString(""));
        return CompletableFuture.completedFuture(DeviceJson.object());
    }

    private static @Nullable FlowRef flowOf(JsonNode params) {
        if (!params.path("flow").isObject()) {
            return null;
        }
        try {
            return FlowHeader.validated(DeviceJson.MAPPER.treeToValue(params.path("flow"), FlowRef.class))
                    .orElse(null);
        } catch (JacksonException e) {
            return null; // A bad trace must never fail a flow.
        }
    }
}
