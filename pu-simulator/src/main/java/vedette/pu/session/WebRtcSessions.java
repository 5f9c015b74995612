package vedette.pu.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
import vedette.webrtc.WebRtcPeer;
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
        boolean replaces = params.path("replaces").asBoolean(false);
        String token = replaces ? "" : DeviceJson.text(params, "token");
        String offer = DeviceJson.text(params, "offer");
        FlowRef flow = flowOf(params);
        IceOptions ice = ice(params);
        if (candidates.size() >= EARLY_SESSIONS_MAX) {
            throw RpcException.refused(
                    "too-many-viewers", "This camera is busy with " + EARLY_SESSIONS_MAX + " offers. Try again.");
        }
        RemoteCandidates early = new RemoteCandidates(workers);
        if (replaces) {
            return CompletableFuture.supplyAsync(() -> replace(sessionId, offer, flow, ice, early), workers);
        }
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
            session = new WebRtcPlaySession(
                    grant, source, sessions, scheduler, agent, workers, plan(grant), viewer, closed -> {
                        sessions.release(place);
                        RemoteCandidates waiting = closed.remote();
                        if (waiting != null) {
                            candidates.remove(sessionId, waiting);
                        }
                    });
            session.remote(early);
            // An encoder takes about as long to start as a peer: side by side.
            WebRtcPlaySession made = session;
            CompletableFuture<Void> opened =
                    CompletableFuture.runAsync(() -> made.openSource(grant.request()), workers);
            WebRtcPeer peer = session.answer(peers, offer, ice);
            sessions.add(session);
            early.attach(peer);
            JsonNode answer = answer(session, peer, grant.flow());
            join(opened);
            return answer;
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

    private static void join(CompletableFuture<Void> task) {
        try {
            task.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RpcException refusal ? refusal : e;
        }
    }

    /** A better path or a changed address: another peer within a session that was verified before. */
    private JsonNode replace(
            String sessionId, String offer, @Nullable FlowRef flow, IceOptions ice, RemoteCandidates early) {
        Fingerprint shown = OfferFingerprint.read(offer);
        if (!(sessions.find(sessionId).orElse(null) instanceof WebRtcPlaySession session)) {
            throw RpcException.refused(
                    "session-not-found", "This camera has no session " + sessionId + " to replace the path of.");
        }
        RemoteCandidates before = session.remote();
        session.remote(early);
        candidates.put(sessionId, early);
        try {
            WebRtcPeer peer = session.replace(peers, offer, shown, ice);
            early.attach(peer);
            return answer(session, peer, flow);
        } catch (OfferRejectedException e) {
            giveBack(session, before, early);
            throw RpcException.refused("offer-rejected", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            giveBack(session, before, early);
            throw e;
        }
    }

    private void giveBack(WebRtcPlaySession session, @Nullable RemoteCandidates before, RemoteCandidates failed) {
        if (before != null && candidates.replace(session.id(), failed, before)) {
            session.remote(before);
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

    private JsonNode answer(WebRtcPlaySession session, WebRtcPeer peer, @Nullable FlowRef flow) {
        String device = peer.localFingerprint().value();
        String nonce = session.grant().nonce();
        String deviceId = Optional.ofNullable(agent.status().deviceId()).orElse("");
        String text = DeviceProofs.media(
                session.id(), deviceId, session.viewer().value(), device, peer.iceUfrag(), nonce);
        ObjectNode answer = DeviceJson.object().put("answer", peer.answerSdp());
        answer.putObject("proof")
                .put("nonce", nonce)
                .put("device_fingerprint", device)
                .put("ice_ufrag", peer.iceUfrag())
                .put("signature", agent.identity().sign(text));
        if (flow != null) {
            answer.set("flow", DeviceJson.MAPPER.valueToTree(flow.at("S10", flow.cause())));
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
