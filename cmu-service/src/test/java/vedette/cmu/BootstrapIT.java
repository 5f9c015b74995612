package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vedette.contracts.ps.DeviceProofs;
import vedette.testkit.Covers;

/** The signed list of SCUs: by region and task, live ones only. */
class BootstrapIT {
    private static CmuServer cmu;

    @BeforeAll
    static void start() {
        cmu = new CmuServer(Map.of());
        beat("1", "north");
    }

    @AfterAll
    static void stop() {
        cmu.close();
    }

    private static void beat(String instance, String region) {
        cmu.send(
                        "scu",
                        cmu.bean(vedette.platform.internal.FacePorts.class).internal(),
                        "POST",
                        "/internal/v1/service-instances",
                        Map.of(
                                "entity",
                                "scu",
                                "instance",
                                instance,
                                "boot_id",
                                "boot-" + instance,
                                "region",
                                region,
                                "device_tls_ca_pem",
                                "PEM of " + instance,
                                "urls",
                                Map.of("device", "https://scu" + instance + ".example:8444")),
                        null)
                .expect(200);
    }

    private JsonNode payload(Map<String, Object> request) {
        Answer answer =
                cmu.internal("scu", "POST", "/internal/v1/bootstraps", request).expect(200);
        assertThat(DeviceProofs.verify(
                        DeviceProofs.publicKey(answer.get("key")),
                        DeviceProofs.bootstrap(answer.get("payload")),
                        answer.get("signature")))
                .isTrue();
        assertThat(DeviceProofs.pin(DeviceProofs.publicKey(answer.get("key"))))
                .isEqualTo(cmu.call("GET", "/cmu/v1/platform", null, null).get("bootstrap_pin"));
        return CmuServer.JSON.readTree(
                new String(Base64.getUrlDecoder().decode(answer.get("payload")), StandardCharsets.UTF_8));
    }

    @Test
    @Covers({"CSS-3-Bootstrap", "CSS-3-ConnCfg", "CSS-3-ConnPolicy", "AMB-40"})
    void theListFollowsRegionTaskAndLife() {
        // Region and life are told by the instance itself; a second one has a certificate of its own.
        cmu.db()
                .sql(
                        "insert into service_instance (entity, instance, boot_id, device_url, region, started_at, last_seen_at, beats)"
                                + " values ('scu', '2', 'b2', 'https://scu2.example:8444', 'south', now(), now(), 1)")
                .update();
        String nonce = TestDevice.random(16);
        JsonNode north = payload(Map.of("nonce", nonce, "region", "north", "task", "register"));
        assertThat(north.path("nonce").asString()).isEqualTo(nonce);
        assertThat(north.path("platform_origin").asString()).isEqualTo(TestDevice.ORIGIN);
        assertThat(north.path("heartbeat_ms").asLong()).isEqualTo(5000);
        assertThat(nodes(north)).containsExactly("https://scu1.example:8444");
        assertThat(north.path("tls_ca_pem").path(0).asString()).isEqualTo("PEM of 1");
        assertThat(nodes(payload(Map.of("nonce", nonce, "region", "south"))))
                .containsExactly("https://scu2.example:8444");
        assertThat(nodes(payload(Map.of("nonce", nonce, "region", "moon"))))
                .as("far is better than none")
                .hasSize(2);
        assertThat(nodes(payload(Map.of("nonce", nonce, "task", "bake")))).isEmpty();
        cmu.clock.advance(Duration.ofSeconds(16));
        beat("1", "north");
        assertThat(nodes(payload(Map.of("nonce", nonce))))
                .as("a lost SCU is not listed")
                .containsExactly("https://scu1.example:8444");
        cmu.internal("scu", "POST", "/internal/v1/bootstraps", Map.of("nonce", "short"))
                .problem(400, "nonce-malformed");
    }

    private static List<String> nodes(JsonNode payload) {
        return payload.path("nodes")
                .valueStream()
                .map(node -> node.path("url").asString())
                .toList();
    }
}
