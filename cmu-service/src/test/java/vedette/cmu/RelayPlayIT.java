package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vedette.testkit.Covers;

/** Play requests on a platform that offers relays: the SCU is asked once, beside the work, and a play never fails for it. */
class RelayPlayIT {
    private static final String FINGERPRINT = "AB:" + "CD:".repeat(30) + "EF";

    private static CmuServer cmu;
    private static World world;
    private static World.Person olena;
    private static TestDevice device;

    @BeforeAll
    static void start() {
        cmu = new CmuServer(Map.of("vedette.cmu.play.relay", "always"));
        world = new World(cmu);
        olena = world.customer();
        device = world.cameraOf(olena);
    }

    @AfterAll
    static void stop() {
        cmu.close();
    }

    private static Answer play() {
        return cmu.call(
                        "POST", "/cmu/v1/play-requests", World.webPlay(device.deviceId, FINGERPRINT), olena.token())
                .expect(201);
    }

    @Test
    @Covers({"H6264-8.4-R", "H6264-7-c"})
    void theGrantCarriesTheViewersHalf() {
        try (FakeScu scu = new FakeScu(cmu)) {
            scu.announce(cmu, world.scuBoot);
            scu.relay = "{\"relay_id\":\"rly_x\",\"mtu\":\"1\",\"ice_servers\":[{\"urls\":[\"turn:203.0.113.7:3478\"],"
                    + "\"username\":\"1:s:cu\",\"credential\":\"secret\"}]}";
            Answer grant = play();
            JsonNode server = grant.body().path("ice_servers").path(0);
            assertThat(server.path("urls").path(0).asString()).isEqualTo("turn:203.0.113.7:3478");
            assertThat(server.path("credential").asString()).isEqualTo("secret");
            String call = scu.await();
            assertThat(call).startsWith("POST /internal/v1/relays").contains(grant.get("session_id"));
            JsonNode order = CmuServer.JSON.readTree(call.substring(call.indexOf('{')));
            assertThat(order.path("device_id").asString()).isEqualTo(device.deviceId);
            assertThat(order.path("viewer_address").asString()).startsWith("10.");
            assertThat(order.path("kind").asString()).isEqualTo("turn");
            assertThat(order.path("flow").path("flow").asString()).isEqualTo("11.3b");
            assertThat(order.path("flow").path("step").asString()).isEqualTo("R01");
            assertThat(order.path("flow").path("flow_id").asString()).isNotEqualTo(grant.get("flow_id"));

            cmu.call("POST", "/cmu/v1/play-requests", World.rtspPlay(device.deviceId), olena.token())
                    .expect(201);
            assertThat(scu.calls).as("native clients ask for a relay when they need one").isEmpty();

            JsonNode check = cmu.call("GET", "/cmu/v1/connection-check", null, olena.token())
                    .expect(200)
                    .body();
            assertThat(check.path("ice_servers").path(0).path("username").asString()).isEqualTo("1:s:cu");
            assertThat(check.path("gateway_ws").asString()).isEqualTo("/scu/v1/signal");
            assertThat(scu.await()).contains("\"kind\":\"turn\"").doesNotContain("session_id");
        }
    }

    @Test
    @Covers("H6264-8.4-R")
    void withoutAnAnswerInTimeThePlayGoesOn() {
        try (FakeScu scu = new FakeScu(cmu)) {
            scu.announce(cmu, world.scuBoot);
            scu.status = 503;
            assertThat(play().body().path("ice_servers").size()).isZero();
            scu.relay = "{\"ice_servers\":[]}";
            scu.delay = Duration.ofSeconds(3);
            long before = System.nanoTime();
            assertThat(play().body().path("ice_servers").size()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(2_500));
        }
        assertThat(play().body().path("ice_servers").size()).as("no SCU at all").isZero();
    }

    @Test
    @Covers("H6264-7-d")
    void whoIsNotSignedInOrHasNoRightGetsNoAddress() {
        Answer anonymous =
                cmu.call("POST", "/cmu/v1/play-requests", World.webPlay(device.deviceId, FINGERPRINT), null);
        assertThat(anonymous.status()).isEqualTo(401);
        Answer stranger = cmu.call(
                "POST",
                "/cmu/v1/play-requests",
                World.webPlay(device.deviceId, FINGERPRINT),
                world.customer().token());
        stranger.problem(404, "device-not-found");
        for (Answer answer : List.of(anonymous, stranger)) {
            assertThat(answer.text())
                    .doesNotContain("rtsp://")
                    .doesNotContain("candidates")
                    .doesNotContain("ice_servers");
        }
    }

    @Test
    @Covers({"H6264-7-c", "H6264-7-d"})
    void theAddressGoesToTheViewerAndItsCapabilitiesToTheDevice() {
        Answer grant = cmu.call("POST", "/cmu/v1/play-requests", World.rtspPlay(device.deviceId), olena.token())
                .expect(201);
        assertThat(grant.body().path("candidates").path(0).path("url").asString())
                .isEqualTo("rtsp://127.0.0.1:8600/live/" + device.deviceId + "/1/main");
        assertThat(grant.body().path("candidates").path(0).path("kind").asString()).isEqualTo("lan");
        JsonNode told = world.verify(
                        grant.get("session_id"),
                        Map.of(
                                "device_id", device.deviceId,
                                "token", grant.get("token"),
                                "peer_address", "10.1.1.1",
                                "transport", "rtsp"))
                .body();
        assertThat(told.path("ok").asBoolean()).isTrue();
        JsonNode sent = CmuServer.JSON.valueToTree(World.rtspPlay(device.deviceId).get("capabilities"));
        sent.propertyNames()
                .forEach(name -> assertThat(told.path("capabilities").path(name))
                        .as(name)
                        .isEqualTo(sent.path(name)));
    }
}
