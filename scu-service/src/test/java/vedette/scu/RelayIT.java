package vedette.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
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
import vedette.contracts.sc.SessionRoute;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sm.RelayOrder;
import vedette.scu.channel.Frames;
import vedette.scu.relay.Mtus;
import vedette.testkit.Covers;

/** TURN relays from the order to the end: choice, both halves, addresses, media servers that hang or die. */
class RelayIT {
    private static final String OFFER = "v=0\r\na=candidate:1 1 udp 1 192.168.1.5 5000 typ host\r\na=candidate:2 1 udp 1 203.0.113.50 6000 typ srflx\r\n";
    private static final String ANSWER = "v=0\r\na=candidate:1 1 udp 1 10.0.0.2 5000 typ host\r\na=candidate:2 1 udp 1 198.51.100.2 6000 typ srflx\r\n";

    @TempDir
    Path data;

    private RunningScu scu;
    private MtuDouble one;
    private MtuDouble two;
    private RawDevice device;
    private String deviceId;
    private RawSocket channel;

    @BeforeEach
    void start() throws Exception {
        scu = new RunningScu(data, new CmuDouble(data), Map.of("vedette.scu.relay.patience", "10s"));
        scu.cmu.heartbeatMs = 60_000;
        one = new MtuDouble(data, "1");
        two = new MtuDouble(data, "2");
        servers(0.1, 0.1);
        device = scu.device(null);
        deviceId = device.register();
        channel = device.connect(deviceId);
        order(null); // Connections stand from here on.
        one.created.clear();
        two.created.clear();
    }

    @AfterEach
    void stop() {
        scu.close();
        one.close();
        two.close();
    }

    private void servers(double first, double second) {
        scu.cmu.mtus.clear();
        scu.cmu.mtus.add(one.item("default", first, false, 0));
        scu.cmu.mtus.add(two.item("default", second, false, 0));
        scu.context.getBean(Mtus.class).refresh();
    }

    private JsonNode order(FlowRef flow) throws Exception {
        return order(Ids.next("ses"), flow);
    }

    /** A relay for sure: a machine that is busy with other tests may take longer than a click may last. */
    private JsonNode relay(String session, FlowRef flow) throws Exception {
        JsonNode offer = order(session, flow);
        for (int tries = 0; tries < 20 && !offer.has("relay_id"); tries++) {
            offer = order(session, flow);
        }
        assertThat(offer.has("relay_id")).isTrue();
        return offer;
    }

    private JsonNode order(String session, FlowRef flow) throws Exception {
        HttpResponse<String> answer = scu.internal(
                "cmu", "POST", "/internal/v1/relays", new RelayOrder(session, deviceId, "tnt_1", 1, "main", "192.0.2.7", RelayRequest.TURN, null, flow));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Frames.MAPPER.readTree(answer.body());
    }

    /** A browser session that plays on a relay; returns its signalling connection. */
    private RawSocket play(String session) throws Exception {
        scu.cmu.sessions.put(session, new SessionRoute(deviceId, "1", null, "open", null));
        scu.cmu.tokens.put(session, "right-token");
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        ObjectNode message = Frames.MAPPER.createObjectNode().put("type", "offer").put("session_id", session).put("token", "right-token").put("sdp", OFFER);
        viewer.send(message.toString());
        JsonNode offer = channel.nextCall("media.offer");
        assertThat(offer.path("params").path("ice_servers").path(0).path("username").asString()).endsWith(":pu");
        assertThat(offer.path("params").path("ice_servers").path(0).path("credential").asString()).isEqualTo("secret-pu");
        RawDevice.call(channel, Ids.next("msg"), "session.verify", new SessionCheck(session, "right-token", null, "AB:CD", "192.0.2.7", "webrtc", null));
        channel.result(offer, new MediaAnswer(ANSWER, new MediaProof("n", "AB", "u", "s"), null));
        viewer.nextType("answer");
        return viewer;
    }

    @Test
    @Covers({"IF-Sd", "H6264-8.4-R"})
    void turn_givesBothSidesTheirHalf_tellsPublicAddressesOnly_andEndsWithTheSession() throws Exception {
        String flowId = Ids.next("flw");
        String session = Ids.next("ses");
        JsonNode offer = relay(session, new FlowRef("11.3b", flowId, "R01", null));
        assertThat(offer.path("ice_servers").path(0).path("username").asString()).endsWith(session + ":cu");
        String relay = offer.path("relay_id").asString();
        MtuDouble mtu = offer.path("mtu").asString().equals("1") ? one : two;
        assertThat(mtu.created.getLast().ttlMs()).isBetween(1_000L, 900_000L);

        RunningScu.await("R01, R02", () -> scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId)).count() >= 2);
        FlowEvent r01 = event(flowId, "R01");
        FlowEvent r02 = event(flowId, "R02");
        assertThat(r01.from() + r01.to() + r01.message()).isEqualTo("cuscurelay-request via cmu");
        assertThat(r02.cause()).isEqualTo(r01.eventId());
        assertThat(mtu.flowHeaders).anySatisfy(header -> assertThat(header).contains("flow=11.3b").contains(flowId).contains("step=R03").contains(r02.eventId()));

        RawSocket viewer = play(session);
        viewer.send("{\"type\":\"candidate\",\"candidate\":\"candidate:9 1 udp 1 203.0.113.77 7000 typ relay raddr 0.0.0.0 rport 0\"}");
        RawDevice.call(channel, "c", "media.candidate", Map.of("session_id", session, "candidate", "candidate:8 1 udp 1 198.51.100.9 7000 typ srflx"));
        RunningScu.await("addresses", () -> mtu.addresses(relay, true).contains("203.0.113.77") && mtu.addresses(relay, false).contains("198.51.100.9"));
        assertThat(new HashSet<>(mtu.addresses(relay, true))).containsExactlyInAnyOrder("192.0.2.7", "203.0.113.50", "203.0.113.77");
        assertThat(new HashSet<>(mtu.addresses(relay, false))).containsExactlyInAnyOrder("127.0.0.1", "198.51.100.2", "198.51.100.9");

        RawDevice stranger = scu.device(null);
        RawSocket strangers = stranger.connect(stranger.register());
        RawDevice.call(strangers, "x", "media.candidate", Map.of("session_id", session, "candidate", "candidate:8 1 udp 1 198.51.100.66 7000 typ srflx"));
        RawDevice.call(strangers, "y", "session.ended", Map.of("session_id", session, "reason", "viewer-left", "bytes", 0, "duration_ms", 0));
        assertThat(mtu.deleted).as("another device ends nothing").doesNotContain(relay);

        RawDevice.call(channel, "p", "session.path", Map.of(
                "session_id", session, "kind", "relayed", "reason", "no direct pair worked", "local_type", "relay", "remote_type", "srflx"));
        assertThat(scu.internal("cmu", "GET", "/internal/v1/routes?limit=10", null).body()).contains("\"relayed\"").contains("no direct pair worked");
        assertThat(scu.cmu.paths.getLast().reason()).isEqualTo("no direct pair worked");
        assertThat(scu.cmu.paths.getLast().mtu()).as("named by the SCU").isEqualTo(mtu.instance);

        RawDevice.call(channel, "e", "session.ended", Map.of("session_id", session, "reason", "viewer-left", "bytes", 1, "duration_ms", 1));
        RunningScu.await("release", () -> mtu.deleted.contains(relay));
        assertThat(mtu.addresses(offer(mtu), false)).doesNotContain("198.51.100.66");
        assertThat(scu.internal("cmu", "GET", "/internal/v1/routes?limit=10", null).body()).doesNotContain(session);
    }

    private static String offer(MtuDouble mtu) {
        return mtu.relays.keySet().stream().findFirst().orElseGet(() -> {
            mtu.relays.put("rly_none", new RelayRequest("s", null, null, null, null, "turn", 1000, null));
            return "rly_none";
        });
    }

    private FlowEvent event(String flowId, String step) {
        return scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId) && e.step().equals(step)).findFirst().orElseThrow();
    }

    @Test
    @Covers("H6264-7.2-8")
    void loadedOrDrainingOrDeadServers_areAvoided() throws Exception {
        servers(0.9, 0.1);
        for (int i = 0; i < 5; i++) {
            assertThat(relay(Ids.next("ses"), null).path("mtu").asString()).isEqualTo("2");
        }
        servers(0.1, 0.9);
        assertThat(relay(Ids.next("ses"), null).path("mtu").asString()).isEqualTo("1");
        one.close();
        assertThat(relay(Ids.next("ses"), null).path("mtu").asString()).as("the next one takes it at once").isEqualTo("2");
        scu.cmu.mtus.clear();
        scu.cmu.mtus.add(two.item("default", 0.1, true, 0));
        scu.context.getBean(Mtus.class).refresh();
        assertThat(order(null).has("relay_id")).as("draining").isFalse();
        scu.cmu.mtus.clear();
        scu.cmu.mtus.add(two.item("default", 0.1, false, 60_000));
        scu.context.getBean(Mtus.class).refresh();
        assertThat(order(null).has("relay_id")).as("no heartbeat for a minute").isFalse();
    }

    @Test
    @Covers("CSS-8-Load")
    void equalServers_getEqualShares() throws Exception {
        servers(0.2, 0.2);
        int first = 0;
        for (int i = 0; i < 60; i++) {
            first += relay(Ids.next("ses"), null).path("mtu").asString().equals("1") ? 1 : 0;
        }
        assertThat(first).isBetween(23, 37);
    }

    @Test
    void hangingServer_costsNoMoreThanItsTime_andThePlayGoesOn() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        try (RunningScu usual = new RunningScu(data, scu.cmu, Map.of("vedette.instance", "2"))) {
            usual.context.getBean(Mtus.class).refresh();
            RelayOrder order = new RelayOrder(Ids.next("ses"), deviceId, "tnt_1", 1, "main", "192.0.2.7", RelayRequest.TURN, null, null);
            usual.internal("cmu", "POST", "/internal/v1/relays", order);
            one.hang = latch;
            two.hang = latch;
            long before = System.nanoTime();
            HttpResponse<String> answer = usual.internal("cmu", "POST", "/internal/v1/relays", order);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1_500));
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body()).doesNotContain("relay_id").contains("stun:203.0.113.");
            latch.countDown();
            RunningScu.await("what came late is released", () -> one.deleted.size() + two.deleted.size() >= 1);
        } finally {
            latch.countDown();
        }
    }

    @Test
    @Covers({"H6264-8.4-R", "H6264-7.2-8"})
    void deadServer_itsRelaysMove_andTheViewerIsToldNewServers() throws Exception {
        servers(0.1, 0.9);
        String session = Ids.next("ses");
        assertThat(relay(session, null).path("mtu").asString()).isEqualTo("1");
        RawSocket viewer = play(session);
        one.close();
        JsonNode told = viewer.next(message -> "ice-servers".equals(message.path("type").asString("")), 20, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(told.path("ice_servers").path(0).path("urls").path(0).asString()).contains("203.0.113.2");
        assertThat(two.created.getLast().addresses().cu()).contains("203.0.113.50");

        viewer.send(Frames.MAPPER.createObjectNode().put("type", "offer").put("replaces", true).put("sdp", OFFER).toString());
        JsonNode offer = channel.nextCall("media.offer");
        assertThat(offer.path("params").path("replaces").asBoolean()).isTrue();
        assertThat(offer.path("params").path("token").asString()).isEmpty();
        assertThat(offer.path("params").path("ice_servers").path(0).path("urls").path(0).asString()).contains("203.0.113.2");
        channel.result(offer, new MediaAnswer("v=0\r\nsecond", new MediaProof("n", "AB", "u2", "s"), null));
        assertThat(viewer.nextType("answer").path("sdp").asString()).isEqualTo("v=0\r\nsecond");
    }

    @Test
    void replacingOffer_needsASessionThatPlaysHere_andAFailureLeavesWhatThereWas() throws Exception {
        RawSocket early = scu.viewer(CmuDouble.ORIGIN);
        early.send(Frames.MAPPER.createObjectNode().put("type", "offer").put("replaces", true).put("sdp", OFFER).toString());
        assertThat(early.nextType("error").path("problem").path("code").asString()).isEqualTo("session-not-playing");

        String session = Ids.next("ses");
        relay(session, null);
        RawSocket viewer = play(session);
        viewer.send(Frames.MAPPER.createObjectNode().put("type", "offer").put("replaces", true).put("session_id", Ids.next("ses")).put("sdp", OFFER).toString());
        assertThat(viewer.nextType("error").path("problem").path("code").asString()).isEqualTo("session-not-playing");
        viewer.send(Frames.MAPPER.createObjectNode().put("type", "offer").put("replaces", true).put("sdp", OFFER).toString());
        JsonNode offer = channel.nextCall("media.offer");
        channel.failure(offer, -32001, "The fingerprint is another one", "fingerprint-mismatch");
        assertThat(viewer.nextType("error").path("problem").path("code").asString()).isEqualTo("fingerprint-mismatch");
        viewer.send("{\"type\":\"keyframe\"}");
        channel.result(channel.nextCall("session.keyframe"), Map.of());
    }

    @Test
    void connectionCheck_getsACredentialWithoutPeers() throws Exception {
        HttpResponse<String> answer = scu.internal(
                "cmu", "POST", "/internal/v1/relays", new RelayOrder(null, null, "tnt_1", null, null, "192.0.2.7", RelayRequest.TURN, null, null));
        assertThat(answer.statusCode()).isEqualTo(201);
        List<RelayRequest> created = java.util.stream.Stream.concat(one.created.stream(), two.created.stream()).toList();
        assertThat(created).hasSize(1);
        assertThat(created.getFirst().addresses().cu()).isEmpty();
        assertThat(created.getFirst().addresses().pu()).isEmpty();
        assertThat(scu.internal("mtu", "POST", "/internal/v1/relays", Map.of("kind", "turn")).statusCode()).isEqualTo(403);
        assertThat(scu.internal("cmu", "POST", "/internal/v1/relays", Map.of("kind", "turn", "session_id", "x")).statusCode()).isEqualTo(400);
    }
}
