package vedette.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
import vedette.contracts.sc.SessionRoute;
import vedette.platform.internal.FacePorts;
import vedette.scu.channel.Frames;
import vedette.scu.relay.Mtus;
import vedette.testkit.Covers;

/** The distributed path (register 11.3 R01–R06) at the SCU: by signalling and over HTTP, refusals, failover, redial. */
class DistributionIT {
    @TempDir
    Path data;

    private RunningScu scu;
    private MtuDouble one;
    private MtuDouble two;
    private RawDevice device;
    private String deviceId;
    private RawSocket channel;
    private String session;

    @BeforeEach
    void start() throws Exception {
        scu = RunningScu.start(data);
        scu.cmu.heartbeatMs = 60_000;
        one = new MtuDouble(data, "1");
        two = new MtuDouble(data, "2");
        scu.cmu.mtus.add(one.item("default", 0.1, false, 0));
        scu.cmu.mtus.add(two.item("default", 0.9, false, 0));
        scu.context.getBean(Mtus.class).refresh();
        device = scu.device(null);
        deviceId = device.register();
        channel = device.connect(deviceId);
        session = session(deviceId, "1", null);
    }

    private String session(String ofDevice, String atScu, String scuUrl) {
        String id = Ids.next("ses");
        scu.cmu.sessions.put(id, new SessionRoute(ofDevice, atScu, scuUrl, "open", null));
        scu.cmu.tokens.put(id, "right-token");
        return id;
    }

    @AfterEach
    void stop() {
        scu.close();
        one.close();
        two.close();
    }

    /** Plays the device: dials when it is told to. */
    private JsonNode dial(RawSocket at) throws Exception {
        JsonNode connect = at.nextCall("media.relay.connect");
        at.result(connect, Map.of("ok", true));
        return connect.path("params");
    }

    private CompletableFuture<HttpResponse<String>> ask(Map<String, Object> body) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return scu.viewerPost("/scu/v1/relay-requests", body, "192.0.2." + (System.nanoTime() % 200 + 1));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void refused(Map<String, Object> body, int status, String code) throws Exception {
        HttpResponse<String> answer = ask(body).get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Frames.MAPPER.readTree(answer.body()).path("code").asString()).isEqualTo(code);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    @Covers({"IF-Cs", "IF-Sd", "H6264-8.4-R", "H6264-7.2-5b"})
    void nativeClient_getsTheUrlAtAnMtu_theDeviceDials() throws Exception {
        CompletableFuture<HttpResponse<String>> asking = ask(Map.of("session_id", session, "token", "right-token", "reason", "no route", "want", "rtsp"));
        JsonNode connect = dial(channel);
        assertThat(connect.path("url").asString()).isEqualTo("https://203.0.113.1:8445/v1/reverse");
        assertThat(connect.path("ticket").asString()).startsWith("pu-ticket-");
        assertThat(connect.path("flow").path("step").asString()).isEqualTo("R04");
        HttpResponse<String> answer = asking.get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode grant = Frames.MAPPER.readTree(answer.body());
        assertThat(grant.path("relay_url").asString()).isEqualTo("rtsp://203.0.113.1:8554/live/" + deviceId + "/1/main");
        assertThat(grant.has("cu_ticket")).as("a native client shows its token to the MTU").isFalse();
        assertThat(answer.headers().firstValue("Vedette-Flow").orElse("")).contains("flow=11.3;").contains("step=R06");
        assertThat(one.created.getFirst().tenantId()).isEqualTo("tnt_1");
        assertThat(scu.internal("cmu", "GET", "/internal/v1/routes?limit=10", null).body()).contains("\"distributed\"").contains("\"mtu\":\"1\"");
    }

    @Test
    @Covers({"IF-Cs", "IF-Sd"})
    void refusals_areSaidWithProblems_andNothingIsRelayed() throws Exception {
        refused(Map.of("session_id", session, "token", "wrong"), 403, "token-wrong");
        refused(Map.of("session_id", Ids.next("ses"), "token", "right-token"), 404, "session-not-found");
        refused(Map.of("session_id", "x", "token", "right-token"), 400, "request-invalid");
        refused(Map.of("session_id", session), 400, "request-invalid");
        refused(Map.of("session_id", session, "token", "right-token", "want", "hls"), 400, "request-invalid");
        refused(Map.of("session_id", session(Ids.next("dev"), "1", null), "token", "right-token"), 409, "device-offline");
        scu.cmu.noDistribution.add(deviceId);
        refused(Map.of("session_id", session, "token", "right-token"), 403, "distribution-refused");
        scu.cmu.noDistribution.clear();
        RunningScu.await("relay of the offline device is released", () -> one.relays.isEmpty() && two.relays.isEmpty());
        scu.cmu.mtus.clear();
        scu.context.getBean(Mtus.class).refresh();
        refused(Map.of("session_id", session, "token", "right-token"), 503, "no-media-server");
    }

    @Test
    void floodOfRequests_isLimitedPerAddress() throws Exception {
        HttpResponse<String> last = null;
        for (int i = 0; i < 60 && (last == null || last.statusCode() != 429); i++) {
            last = scu.viewerPost("/scu/v1/relay-requests", Map.of("session_id", session, "token", "wrong"), "192.0.2.250");
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(Frames.MAPPER.readTree(last.body()).path("retry_after_ms").asLong()).isPositive();
    }

    private RawSocket refusedOffer() throws Exception {
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        viewer.send(Frames.MAPPER.createObjectNode()
                .put("type", "offer").put("session_id", session).put("token", "right-token").put("sdp", "v=0\r\noffer").toString());
        channel.failure(channel.nextCall("media.offer"), -32001, "No browser plays this", "format-unplayable");
        assertThat(viewer.nextType("error").path("problem").path("code").asString()).isEqualTo("format-unplayable");
        return viewer;
    }

    private static String relay(String id, FlowRef flow) {
        ObjectNode message = Frames.MAPPER.createObjectNode().put("type", "relay").put("id", id).put("reason", "format-unplayable").put("want", "fmp4");
        if (flow != null) {
            message.set("flow", Frames.MAPPER.valueToTree(flow));
        }
        return message.toString();
    }

    @Test
    @Covers({"IF-Cs", "H6264-8.4-R"})
    void browserWhoseOfferWasRefused_getsFragmentedMp4ForATicket() throws Exception {
        RawSocket viewer = refusedOffer();
        String flowId = Ids.next("flw");
        viewer.send(relay("r1", new FlowRef("11.3", flowId, "R01", Ids.next("evt"))));
        dial(channel);
        JsonNode relayed = viewer.nextType("relayed");
        assertThat(relayed.path("id").asString()).isEqualTo("r1");
        assertThat(relayed.path("urls").path("fmp4").asString()).isEqualTo("wss://203.0.113.1:8445/v1/fmp4");
        assertThat(relayed.path("cu_ticket").asString()).isEqualTo("cu-ticket-1");
        assertThat(relayed.path("flow").path("step").asString()).isEqualTo("R06");
        RunningScu.await("R01, R02", () -> scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId)).map(FlowEvent::step).distinct().count() >= 2);

        one.uplinks.add(deviceId);
        viewer.send(relay("r2", null));
        assertThat(viewer.nextType("relayed").path("id").asString()).isEqualTo("r2");
        assertThat(channel.count(frame -> "media.relay.connect".equals(frame.path("method").asString("")))).as("the uplink stands").isZero();

        RawDevice.call(channel, "e", "session.ended", Map.of("session_id", session, "reason", "viewer-lost", "bytes", 0, "duration_ms", 0));
        assertThat(scu.cmu.calls).as("the MTU serves it on").doesNotContain("sessions/" + session + ":ended");
        viewer.send("{\"type\":\"bye\"}");
        channel.result(channel.nextCall("session.end"), Map.of());
        RunningScu.await("release", () -> one.relays.isEmpty());
        RunningScu.await("usage record", () -> scu.cmu.calls.contains("sessions/" + session + ":ended"));
        assertThat(scu.cmu.paths).anySatisfy(path -> {
            assertThat(path.kind()).isEqualTo("distributed");
            assertThat(path.reason()).isEqualTo("format-unplayable");
            assertThat(path.mtu()).isEqualTo("1");
        });
    }

    @Test
    void relayWithoutASession_orOfSomebodyElse_isRefused() throws Exception {
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        viewer.send(relay("r0", null));
        JsonNode error = viewer.nextType("error");
        assertThat(error.path("id").asString()).isEqualTo("r0");
        assertThat(error.path("problem").path("code").asString()).isEqualTo("session-not-playing");
        scu.cmu.noDistribution.add(deviceId);
        RawSocket owner = refusedOffer();
        owner.send(relay("r1", null));
        assertThat(owner.nextType("error").path("problem").path("code").asString()).isEqualTo("distribution-refused");
    }

    @Test
    @Covers({"H6264-8.4-R", "H6264-7.2-8"})
    void deadServer_deviceDialsAnother_viewerIsToldWhere() throws Exception {
        RawSocket viewer = refusedOffer();
        viewer.send(relay("r1", null));
        dial(channel);
        viewer.nextType("relayed");
        one.close();
        JsonNode connect = channel.next(frame -> "media.relay.connect".equals(frame.path("method").asString("")), 20, TimeUnit.SECONDS);
        assertThat(connect.path("params").path("url").asString()).contains("203.0.113.2");
        channel.result(connect, Map.of("ok", true));
        JsonNode moved = viewer.nextType("relay-moved");
        assertThat(moved.path("urls").path("fmp4").asString()).contains("203.0.113.2");
        assertThat(moved.path("cu_ticket").asString()).isEqualTo("cu-ticket-2");
    }

    @Test
    void redial_getsATicket_anotherDeviceDoesNot() throws Exception {
        CompletableFuture<HttpResponse<String>> asking = ask(Map.of("session_id", session, "token", "right-token"));
        String relayId = dial(channel).path("relay_id").asString();
        asking.get(10, TimeUnit.SECONDS);
        JsonNode ticket = RawDevice.call(channel, "t1", "media.relay.ticket", Map.of("relay_id", relayId));
        assertThat(ticket.path("result").path("ticket").asString()).startsWith("pu-ticket-");
        RawDevice stranger = scu.device(null);
        RawSocket strangers = stranger.connect(stranger.register());
        JsonNode foreign = RawDevice.call(strangers, "t2", "media.relay.ticket", Map.of("relay_id", relayId));
        assertThat(foreign.path("error").path("data").path("problem").path("code").asString()).isEqualTo("relay-gone");
        one.relays.clear();
        JsonNode gone = RawDevice.call(channel, "t3", "media.relay.ticket", Map.of("relay_id", relayId));
        assertThat(gone.path("error").path("data").path("problem").path("code").asString()).isEqualTo("relay-gone");
    }

    @Test
    @Covers({"IF-Sd", "H6264-8.4-R"})
    void otherScu_ordersFromTheOneThatHoldsTheDevice_andTakesItsRelaysOver() throws Exception {
        RunningScu second = new RunningScu(data, scu.cmu, Map.of("vedette.instance", "2"));
        second.context.getBean(Mtus.class).refresh();
        RawDevice far = second.device(null);
        String farId = far.register();
        RawSocket farChannel = far.connect(farId);
        session = session(farId, "2", "https://127.0.0.1:" + second.context.getBean(FacePorts.class).internal());
        RawSocket viewer = scu.viewer(CmuDouble.ORIGIN);
        viewer.send(Frames.MAPPER.createObjectNode()
                .put("type", "offer").put("session_id", session).put("token", "right-token").put("sdp", "v=0\r\noffer").toString());
        farChannel.result(farChannel.nextCall("media.offer"), new MediaAnswer("v=0\r\nanswer", new MediaProof("n", "AB", "u", "s"), null));
        viewer.nextType("answer");
        viewer.send(relay("r1", null));
        String relayId = dial(farChannel).path("relay_id").asString();
        assertThat(viewer.nextType("relayed").path("urls").path("fmp4").asString()).contains("203.0.113.1");

        second.context.close();
        assertThat(one.relays).as("a control unit that stops ends no relay").containsKey(relayId);
        RawSocket again = far.at(scu).connect(farId);
        RawDevice.call(again, "l", "session.lease", Map.of("session_ids", List.of(session)));
        JsonNode ticket = RawDevice.call(again, "t", "media.relay.ticket", Map.of("relay_id", relayId));
        assertThat(ticket.path("result").path("ticket").asString()).as(ticket.toString()).startsWith("pu-ticket-");
        one.close();
        JsonNode connect = again.next(frame -> "media.relay.connect".equals(frame.path("method").asString("")), 20, TimeUnit.SECONDS);
        assertThat(connect.path("params").path("url").asString()).as("the relay that was taken over moves, too").contains("203.0.113.2");
    }
}
