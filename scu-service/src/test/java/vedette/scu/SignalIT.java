package vedette.scu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.MediaAnswer;
import vedette.contracts.ps.MediaProof;
import vedette.contracts.ps.SessionCheck;
import vedette.contracts.ps.SessionModified;
import vedette.contracts.sc.SessionRoute;
import vedette.scu.channel.Frames;
import vedette.testkit.Covers;

/** A viewer's call from the offer to the end, and every way in which it is refused. */
class SignalIT {
    @TempDir
    static Path data;

    static RunningScu scu;

    private RawDevice device;
    private String deviceId;
    private RawSocket channel;
    private String session;
    private String flowId;

    @BeforeAll
    static void start() throws Exception {
        scu = RunningScu.start(data);
    }

    @AfterAll
    static void stop() {
        scu.close();
    }

    @BeforeEach
    void connect() throws Exception {
        device = scu.device(null);
        deviceId = device.register();
        channel = device.connect(deviceId);
        session = Ids.next("ses");
        flowId = Ids.next("flw");
        scu.cmu.sessions.put(session, new SessionRoute(deviceId, "1", null, "open", null));
        scu.cmu.tokens.put(session, "right-token");
    }

    private String offer(String token) {
        ObjectNode message = Frames.MAPPER.createObjectNode()
                .put("type", "offer").put("session_id", session).put("token", token).put("sdp", "v=0\r\noffer");
        message.set("flow", Frames.MAPPER.valueToTree(new FlowRef("8.4", flowId, "S4", null)));
        return message.toString();
    }

    /** Plays the device: checks the token with the platform as a camera does, then answers. */
    private void serveOffer() throws Exception {
        JsonNode offer = channel.nextCall("media.offer");
        FlowRef s4 = Frames.MAPPER.treeToValue(offer.path("params").path("flow"), FlowRef.class);
        JsonNode checked = RawDevice.call(channel, Ids.next("msg"), "session.verify", new SessionCheck(
                session, offer.path("params").path("token").asString(), null, "AB:CD", "192.0.2.7", "webrtc", s4.at("S5", Ids.next("evt"))));
        JsonNode result = checked.path("result");
        if (result.path("ok").asBoolean()) {
            FlowRef s9 = Frames.MAPPER.treeToValue(result.path("flow"), FlowRef.class);
            channel.result(offer, new MediaAnswer("v=0\r\nanswer", new MediaProof("bm9uY2U", "EF:01", "ufrag", "sig"), s9.at("S10", s9.cause())));
        } else {
            channel.failure(offer, -32001, "The platform refused this viewer: " + result.path("reason").asString(), "session-refused");
        }
    }

    private RawSocket playing() throws Exception {
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        viewer.send(offer("right-token"));
        serveOffer();
        viewer.nextType("answer");
        return viewer;
    }

    @Test
    @Covers({"H6264-8.4-S5", "H6264-8.4-S6", "H6264-8.4-S8", "H6264-8.4-S9", "H6264-7.2-5a", "H6264-7.2-5b", "IF-Cs", "AMB-24"})
    void offer_reachesTheDevice_answerComesBack_stepsAreRecorded_routeIsKept() throws Exception {
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        viewer.send(offer("right-token"));
        viewer.send("{\"type\":\"candidate\",\"candidate\":\"candidate:early\"}");
        serveOffer();
        JsonNode answer = viewer.nextType("answer");
        assertThat(answer.path("sdp").asString()).isEqualTo("v=0\r\nanswer");
        assertThat(answer.path("proof").path("ice_ufrag").asString()).isEqualTo("ufrag");
        assertThat(answer.path("flow").path("step").asString()).isEqualTo("S10");
        JsonNode early = channel.nextCall("media.candidate");
        assertThat(early.path("params").path("candidate").asString()).isEqualTo("candidate:early");
        channel.result(early, Map.of());
        RawDevice.call(channel, "c1", "media.candidate", Map.of("session_id", session, "candidate", "candidate:device"));
        assertThat(viewer.nextType("candidate").path("candidate").asString()).isEqualTo("candidate:device");

        RawDevice.call(channel, "p1", "session.path", Map.of("session_id", session, "kind", "direct-lan", "local", "10.0.0.2:5000", "remote", "10.0.0.3:6000"));
        assertThat(scu.internal("cmu", "GET", "/internal/v1/routes?limit=1000", null).body()).contains(session).contains("direct-lan");

        RunningScu.await("S5, S6, S8", () -> scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId)).map(FlowEvent::step).distinct().count() >= 3);
        FlowEvent s8 = scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId) && e.step().equals("S8")).findFirst().orElseThrow();
        FlowEvent s6 = scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId) && e.step().equals("S6")).findFirst().orElseThrow();
        FlowEvent s5 = scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId) && e.step().equals("S5")).findFirst().orElseThrow();
        assertThat(s8.cause()).isEqualTo(s6.eventId());
        assertThat(s6.cause()).isEqualTo(s5.eventId());
        assertThat(s8.status()).isEqualTo("ok");

        RawDevice.call(channel, "e1", "session.ended", Map.of("session_id", session, "reason", "viewer-lost", "bytes", 10, "duration_ms", 5));
        assertThat(viewer.nextType("end").path("reason").asString()).isEqualTo("viewer-lost");
        assertThat(scu.internal("cmu", "GET", "/internal/v1/routes?limit=1000", null).body()).doesNotContain(session);
    }

    @Test
    @Covers("H6264-7.2-5a")
    void modifyKeyframePingBye_reachTheDevice() throws Exception {
        RawSocket viewer = playing();
        viewer.send("{\"type\":\"modify\",\"id\":\"m1\",\"stream\":\"sub\",\"kbps_max\":300}");
        JsonNode modify = channel.nextCall("session.modify");
        assertThat(modify.path("params").path("kbps_max").asInt()).isEqualTo(300);
        assertThat(modify.path("params").has("paused")).isFalse();
        channel.result(modify, new SessionModified(new SessionModified.Applied(640, 360, 15, 300, false)));
        JsonNode modified = viewer.nextType("modified");
        assertThat(modified.path("id").asString()).isEqualTo("m1");
        assertThat(modified.path("applied").path("width").asInt()).isEqualTo(640);
        viewer.send("{\"type\":\"keyframe\"}");
        channel.result(channel.nextCall("session.keyframe"), Map.of());
        viewer.send("{\"type\":\"ping\"}");
        viewer.nextType("pong");
        viewer.send("{\"type\":\"bye\"}");
        assertThat(channel.nextCall("session.end").path("params").path("reason").asString()).isEqualTo("viewer-left");
        assertThat(viewer.closeCode()).isEqualTo(1000);
    }

    @Test
    void viewersSocketLost_doesNotEndTheMedia() throws Exception {
        RawSocket viewer = playing();
        viewer.abort();
        for (int i = 0; i < 5; i++) {
            RawDevice.call(channel, "h" + i, "heartbeat", RawDevice.beat(1, Instant.now()));
        }
        assertThat(channel.count(frame -> "session.end".equals(frame.path("method").asString("")))).isZero();
        assertThat(scu.internal("cmu", "GET", "/internal/v1/routes?limit=1000", null).body()).contains(session);
    }

    @Test
    @Covers("IF-Sm")
    void cmuEndsASession_deviceAndViewerHear() throws Exception {
        RawSocket viewer = playing();
        var ending = CompletableFuture.supplyAsync(() -> {
            try {
                return scu.internal("cmu", "POST", "/internal/v1/sessions/" + session + ":end", Map.of("device_id", deviceId, "reason", "revoked"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        JsonNode order = channel.nextCall("session.end");
        assertThat(order.path("params").path("reason").asString()).isEqualTo("revoked");
        channel.result(order, Map.of());
        assertThat(ending.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        assertThat(viewer.nextType("end").path("reason").asString()).isEqualTo("revoked");
    }

    @Test
    @Covers("AMB-24")
    void wrongToken_isRefusedByTheDevice_inPlainWords() throws Exception {
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        viewer.send(offer("wrong-token"));
        serveOffer();
        JsonNode error = viewer.nextType("error");
        assertThat(error.path("problem").path("code").asString()).isEqualTo("session-refused");
        assertThat(error.path("problem").path("flow_id").asString()).isEqualTo(flowId);
    }

    @Test
    void unknownSession_offlineDevice_otherDevicesSession_areRefused() throws Exception {
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        viewer.send(offer("t").replace(session, Ids.next("ses")));
        assertThat(viewer.nextType("error").path("problem").path("code").asString()).isEqualTo("session-not-found");
        String offline = Ids.next("ses");
        scu.cmu.sessions.put(offline, new SessionRoute(Ids.next("dev"), "1", null, "open", null));
        viewer.send(offer("t").replace(session, offline));
        assertThat(viewer.nextType("error").path("problem").path("code").asString()).isEqualTo("device-offline");

        RawSocket watching = playing();
        RawDevice stranger = scu.device(null);
        RawSocket strangersChannel = stranger.connect(stranger.register());
        RawDevice.call(strangersChannel, "c", "media.candidate", Map.of("session_id", session, "candidate", "candidate:evil"));
        RawDevice.call(strangersChannel, "e", "session.ended", Map.of("session_id", session, "reason", "viewer-left", "bytes", 0, "duration_ms", 0));
        RawDevice.call(channel, "c2", "media.candidate", Map.of("session_id", session, "candidate", "candidate:true"));
        assertThat(watching.nextType("candidate").path("candidate").asString()).isEqualTo("candidate:true");
        assertThat(scu.internal("cmu", "GET", "/internal/v1/routes?limit=1000", null).body()).contains(session);
    }

    @Test
    void deviceThatDoesNotAnswer_isReportedAfterFiveSeconds() throws Exception {
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        viewer.send(offer("right-token"));
        channel.nextCall("media.offer");
        for (int i = 0; i < 3; i++) {
            RawDevice.call(channel, "h" + i, "heartbeat", RawDevice.beat(0, Instant.now()));
        }
        JsonNode error = viewer.nextType("error");
        assertThat(error.path("problem").path("code").asString()).isIn("device-timeout", "device-offline");
    }

    @Test
    void foreignOrigin_silence_junk_areTurnedAway() throws Exception {
        assertThatThrownBy(() -> scu.viewer("https://evil.example")).hasCauseInstanceOf(java.net.http.WebSocketHandshakeException.class);
        assertThatThrownBy(() -> scu.viewer(null)).hasCauseInstanceOf(java.net.http.WebSocketHandshakeException.class);
        RawSocket silent = scu.viewer(CmuDouble.ORIGIN);
        RawSocket junk = scu.viewer(CmuDouble.ORIGIN);
        for (int i = 0; i < 5; i++) {
            junk.send("nonsense");
        }
        assertThat(junk.nextType("error").path("problem").path("code").asString()).isEqualTo("message-malformed");
        assertThat(junk.closeCode()).isEqualTo(4400);
        assertThat(silent.closeCode()).isEqualTo(4408);
    }

    @Test
    void candidateBeforeAnyOffer_isRefusedAtOnce_andBuysNoTime() throws Exception {
        RawSocket early = scu.viewer(CmuDouble.ORIGIN);
        early.send("{\"type\":\"candidate\",\"candidate\":\"x\"}");
        assertThat(early.nextType("error").path("problem").path("code").asString()).isEqualTo("session-not-playing");
        early.send("{\"type\":\"ping\"}");
        early.nextType("pong");
        assertThat(early.closeCode()).isEqualTo(4408);
    }
}
