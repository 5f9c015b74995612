package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.ps.DeviceProofs;
import vedette.testkit.Covers;

/** Flow 8.3 at the CMU, the paths of sessions, media servers, and registrations that are over. */
class NetworkIT {
    private static final String FINGERPRINT = "AB:" + "CD:".repeat(30) + "EF";
    private final CmuServer cmu = CmuServer.shared();
    private final World world = new World(cmu);
    private final World.Person olena = world.customer();
    private final TestDevice device = world.cameraOf(olena);

    private Map<String, Object> told(String natAddr, String mapping, String signedMapping) {
        String nonce = TestDevice.random(32);
        List<String> local = List.of("192.168.1.20:50000");
        Map<String, Object> body = new HashMap<>(Map.of(
                "device_id", device.deviceId,
                "boot_id", device.bootId,
                "nonce", nonce,
                "local_addrs", local,
                "nat_addr", natAddr,
                "mapping", mapping,
                "filtering", "address-dependent",
                "peer_address", "203.0.113.9"));
        body.put(
                "signature",
                device.identity.sign(DeviceProofs.address(
                        TestDevice.ORIGIN, nonce, device.bootId, local, natAddr, signedMapping, "address-dependent")));
        return body;
    }

    private Answer tell(Map<String, Object> body, String flowId) {
        return cmu.internal(
                "scu",
                "POST",
                "/internal/v1/device-auth",
                body,
                "Vedette-Flow",
                "flow=8.3; id=" + flowId + "; step=S4; cause=" + Ids.next("evt"));
    }

    private JsonNode network() {
        return cmu.call("GET", "/cmu/v1/devices/" + device.deviceId, null, olena.token())
                .expect(200)
                .body()
                .path("network");
    }

    @Test
    @Covers({"H6264-8.3-S4", "H6264-8.3-S5", "H6264-8.3-S6"})
    void signedAddressesAreStoredAndNewerOnesReplaceThem() {
        assertThat(network().isNull()).as("never told").isTrue();
        String flowId = Ids.next("flw");
        Answer answer = tell(told("203.0.113.9:40000", "endpoint-independent", "endpoint-independent"), flowId)
                .expect(200);
        assertThat(answer.body().path("flow").path("step").asString()).isEqualTo("S6");
        assertThat(network().path("nat_addr").asString()).isEqualTo("203.0.113.9:40000");
        assertThat(network().path("local_addrs").path(0).asString()).isEqualTo("192.168.1.20:50000");
        assertThat(network().path("mapping").asString()).isEqualTo("endpoint-independent");
        assertThat(network().path("updated_at").asString()).endsWith("Z");
        assertThat(world.steps(flowId)).containsExactly("S4 scu→cmu ok", "S5 cmu→cmu ok");
        tell(told("203.0.113.9:40001", "address-dependent", "address-dependent"), Ids.next("flw"))
                .expect(200);
        assertThat(network().path("nat_addr").asString()).isEqualTo("203.0.113.9:40001");
    }

    @Test
    @Covers({"H6264-8.3-S3", "H6264-8.3-S5"})
    void wrongProofsAndMalformedAddressesAreNotStored() {
        String flowId = Ids.next("flw");
        tell(told("203.0.113.9:40000", "none", "endpoint-independent"), flowId).problem(403, "device-proof-invalid");
        assertThat(world.steps(flowId)).containsExactly("S4 scu→cmu device-proof-invalid");
        Map<String, Object> foreign = told("203.0.113.9:40000", "none", "none");
        foreign.put("device_id", Ids.next("dev"));
        tell(foreign, Ids.next("flw")).problem(403, "device-proof-invalid");
        Map<String, Object> another = told("203.0.113.9:40000", "none", "none");
        another.put("boot_id", TestDevice.random(16));
        tell(another, Ids.next("flw")).problem(403, "device-proof-invalid");
        tell(told("evil.example:80", "none", "none"), Ids.next("flw")).problem(400, "addresses-malformed");
        tell(told("203.0.113.9:1", "cone", "cone"), Ids.next("flw")).problem(400, "addresses-malformed");
        assertThat(network().isNull()).isTrue();
    }

    private Answer play(String mapping) {
        Map<String, Object> body = new HashMap<>(World.webPlay(device.deviceId, FINGERPRINT));
        body.put("viewer_network", Map.of("mapping", mapping));
        return cmu.call("POST", "/cmu/v1/play-requests", body, olena.token()).expect(201);
    }

    private @Nullable JsonNode session(String sessionId) {
        return cmu.call("GET", "/cmu/v1/play-sessions?device_id=" + device.deviceId, null, olena.token())
                .expect(200)
                .body()
                .path("items")
                .valueStream()
                .filter(item -> item.path("session_id").asString().equals(sessionId))
                .findFirst()
                .orElse(null);
    }

    @Test
    @Covers("H6264-7.2-5b")
    void thePathOfASessionIsKeptWithItsReasonAndBothNats() {
        tell(told("203.0.113.9:40000", "endpoint-independent", "endpoint-independent"), Ids.next("flw"))
                .expect(200);
        Answer grant = play("address-and-port-dependent");
        String id = grant.get("session_id");
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/sessions/" + id + ":path",
                        Map.of(
                                "device_id", device.deviceId,
                                "kind", "relayed",
                                "reason", "no direct pair worked",
                                "local_type", "relay",
                                "remote_type", "srflx",
                                "mtu", "1"))
                .expect(204);
        JsonNode path = session(id).path("path");
        assertThat(path.path("kind").asString()).isEqualTo("relayed");
        assertThat(path.path("reason").asString()).isEqualTo("no direct pair worked");
        assertThat(path.path("mtu").asString()).isEqualTo("1");
        assertThat(path.path("viewer_mapping").asString()).isEqualTo("address-and-port-dependent");
        assertThat(path.path("device_mapping").asString()).isEqualTo("endpoint-independent");
        assertThat(path.path("since").asString()).endsWith("Z");
        cmu.call(
                        "POST",
                        "/cmu/v1/flow-reports",
                        Map.of("flow_id", grant.get("flow_id"), "events", List.of(), "first_picture_ms", 180),
                        olena.token())
                .expect(202);
        JsonNode pair = cmu.call("GET", "/cmu/v1/operator/paths", null, world.operator())
                .expect(200)
                .body()
                .path("pairs")
                .valueStream()
                .filter(item -> item.path("viewer_mapping").asString().equals("address-and-port-dependent"))
                .findFirst()
                .orElseThrow();
        assertThat(pair.path("relayed").asLong()).isPositive();
        assertThat(pair.path("first_picture_p50_ms").asLong()).isPositive();
    }

    @Test
    void aViewersNetworkThatIsNoneIsForgotten() {
        Answer grant = play("<script>");
        assertThat(cmu.db()
                        .sql("select count(*) from play_session where session_id = :id and viewer_mapping is null")
                        .param("id", grant.get("session_id"))
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    @Covers({"IF-Cs", "H6264-8.4-R"})
    void aTokenShowsItsSessionWithoutBeingUsedUp() {
        Answer grant = cmu.call("POST", "/cmu/v1/play-requests", World.rtspPlay(device.deviceId), olena.token())
                .expect(201);
        String id = grant.get("session_id");
        String peek = "/internal/v1/sessions/" + id + ":peek";
        String relayFlow = Ids.next("flw");
        Answer found = cmu.internal(
                        "scu",
                        "POST",
                        peek,
                        Map.of("token", grant.get("token")),
                        "Vedette-Flow",
                        "flow=11.3; id=" + relayFlow + "; step=R01")
                .expect(200);
        cmu.call("GET", "/cmu/v1/flows/" + relayFlow, null, olena.token()).expect(200);
        assertThat(found.body().path("ok").asBoolean()).isTrue();
        assertThat(found.get("device_id")).isEqualTo(device.deviceId);
        assertThat(found.get("scu")).isEqualTo("1");
        assertThat(found.body().path("distribution_allowed").asBoolean()).isTrue();
        assertThat(cmu.internal("scu", "POST", peek, Map.of("token", "wrong"))
                        .expect(200)
                        .get("reason"))
                .isEqualTo("token-wrong");
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/sessions/" + Ids.next("ses") + ":peek",
                        Map.of("token", grant.get("token")))
                .problem(404, "session-not-found");

        Map<String, Object> check = Map.of(
                "device_id", device.deviceId,
                "token", grant.get("token"),
                "peer_address", "203.0.113.50",
                "transport", "rtsp");
        cmu.call(
                        "PATCH",
                        "/cmu/v1/devices/" + device.deviceId,
                        Map.of("distribution_allowed", false),
                        olena.token())
                .expect(200);
        assertThat(cmu.internal("scu", "POST", peek, Map.of("token", grant.get("token")))
                        .expect(200)
                        .body()
                        .path("distribution_allowed")
                        .asBoolean())
                .isFalse();
        assertThat(cmu.internal("mtu", "POST", "/internal/v1/sessions/" + id + ":verify", check)
                        .expect(200)
                        .get("reason"))
                .as("the owner forbids it")
                .isEqualTo("distribution-refused");
        cmu.call(
                        "PATCH",
                        "/cmu/v1/devices/" + device.deviceId,
                        Map.of("distribution_allowed", true),
                        olena.token())
                .expect(200);
        String flowId = Ids.next("flw");
        Answer verified = cmu.internal(
                        "mtu",
                        "POST",
                        "/internal/v1/sessions/" + id + ":verify",
                        check,
                        "Vedette-Flow",
                        "flow=11.3; id=" + flowId + "; step=R08; cause=" + Ids.next("evt"))
                .expect(200);
        assertThat(verified.body().path("ok").asBoolean()).isTrue();
        assertThat(world.steps(flowId)).containsExactly("R08 mtu→cmu ok");
        assertThat(cmu.internal("mtu", "POST", "/internal/v1/sessions/" + id + ":verify", check)
                        .expect(200)
                        .get("reason"))
                .isEqualTo("token-used");
    }

    @Test
    void aSessionThatIsBoundByItsTicketStartsOnce() {
        Answer grant = play("none");
        String peek = "/internal/v1/sessions/" + grant.get("session_id") + ":peek";
        for (int i = 0; i < 2; i++) {
            assertThat(cmu.internal("scu", "POST", peek, Map.of("token", grant.get("token"), "bind", true))
                            .expect(200)
                            .body()
                            .path("ok")
                            .asBoolean())
                    .isTrue();
        }
        assertThat(session(grant.get("session_id")).path("state").asString()).isEqualTo("playing");
        cmu.internal(
                        "mtu",
                        "POST",
                        "/internal/v1/sessions/" + grant.get("session_id") + ":ended",
                        Map.of("device_id", device.deviceId, "reason", "viewer-left", "bytes", 1, "duration_ms", 1))
                .expect(204);
        assertThat(cmu.internal("scu", "POST", peek, Map.of("token", grant.get("token"), "bind", true))
                        .expect(200)
                        .get("reason"))
                .isEqualTo("session-ended");
    }

    @Test
    @Covers("H6264-7.2-8")
    void mediaServersAreListedAndDrained() {
        String instance = Ids.next("mtu").substring(4, 12);
        Map<String, Object> beat = Map.of(
                "entity", "mtu",
                "instance", "1",
                "boot_id", "boot_" + instance,
                "urls", Map.of("internal", "https://127.0.0.1:9"),
                "region", "west",
                "load", 0.4,
                "media", Map.of("stun", List.of("203.0.113.7:3478"), "turn", List.of("turn:203.0.113.7:3478")),
                "stats",
                        Map.of(
                                "allocations", 3,
                                "sessions", 2,
                                "uplinks", 1,
                                "viewers", 1,
                                "relayed_bytes", 10,
                                "relayed_media_bytes", 9,
                                "bytes_in", 8,
                                "bytes_out", 7));
        cmu.internal("mtu", "POST", "/internal/v1/service-instances", beat).expect(200);
        String list = "/internal/v1/service-instances?entity=mtu";
        JsonNode item =
                cmu.internal("scu", "GET", list, null).expect(200).body().path("items").path(0);
        assertThat(item.path("media").path("stun").path(0).asString()).isEqualTo("203.0.113.7:3478");
        assertThat(item.path("draining").asBoolean()).isFalse();
        assertThat(item.path("age_ms").asLong()).isLessThan(15_000);
        cmu.internal("scu", "GET", "/internal/v1/service-instances?entity=nobody", null)
                .problem(400, "entity-malformed");

        String servers = "/cmu/v1/operator/media-servers";
        JsonNode shown = cmu.call("GET", servers, null, world.operator())
                .expect(200)
                .body()
                .path("items")
                .path(0);
        assertThat(shown.path("address").asString()).isEqualTo("203.0.113.7:3478");
        assertThat(shown.path("alive").asBoolean()).isTrue();
        assertThat(shown.path("stats").path("allocations").asLong()).isEqualTo(3);
        cmu.call("POST", servers + "/1:drain", null, world.operator()).expect(204);
        cmu.internal("mtu", "POST", "/internal/v1/service-instances", beat).expect(200);
        assertThat(cmu.internal("scu", "GET", list, null)
                        .body()
                        .path("items")
                        .path(0)
                        .path("draining")
                        .asBoolean())
                .as("a heartbeat does not put it back")
                .isTrue();
        cmu.call("POST", servers + "/1:undrain", null, world.operator()).expect(204);
        cmu.call("POST", servers + "/none:drain", null, world.operator()).problem(404, "media-server-not-found");
        assertThat(cmu.call("GET", "/cmu/v1/operator/audit?query=media-server.drain", null, world.operator())
                        .expect(200)
                        .body()
                        .path("items")
                        .size())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    @Covers("GAP-01")
    void aRegistrationThatIsOverOpensNoChannelUntilTheDeviceRegistersAgain() {
        try (CmuServer own = new CmuServer(Map.of("vedette.cmu.registration-expiry", "1h"))) {
            World there = new World(own);
            TestDevice camera = there.camera();
            own.clock.advance(Duration.ofMinutes(59));
            there.attach(camera);
            own.clock.advance(Duration.ofMinutes(2));
            own.internal("scu", "POST", "/internal/v1/channels", camera.channel(there.scuBoot))
                    .problem(403, "registration-expired");
            there.register(camera).expect(200);
            there.attach(camera);
        }
    }

    @Test
    void limitsSayWhenToTryAgain() {
        Answer last = null;
        for (int i = 0; i < 12; i++) {
            last = cmu.call("GET", "/cmu/v1/connection-check", null, olena.token());
        }
        last.problem(429, "too-many-requests");
        assertThat(Long.parseLong(last.header("Retry-After"))).isBetween(1L, 60L);
        assertThat(last.body().path("retry_after_ms").asLong()).isBetween(1_000L, 60_000L);
    }
}
