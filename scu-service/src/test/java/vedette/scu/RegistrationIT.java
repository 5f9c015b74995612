package vedette.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.ps.DeviceRegistration;
import vedette.device.factory.VendorRoot;
import vedette.testkit.Covers;

/** Bootstrap and registration over the real listener, good and bad. */
class RegistrationIT {
    @TempDir
    static Path data;

    static RunningScu scu;

    @BeforeAll
    static void start() throws Exception {
        scu = RunningScu.start(data);
        RunningScu.await("the SCU registers itself", () -> scu.cmu.instance != null);
    }

    @AfterAll
    static void stop() {
        scu.close();
    }

    private static String code(HttpResponse<String> answer) {
        return CmuDouble.tree(answer.body()).path("code").asString("");
    }

    @Test
    @Covers({"CSS-3-Bootstrap", "CSS-3-ConnCfg", "AMB-40"})
    void bootstrap_isSignedAndListsThisScu() throws Exception {
        HttpResponse<String> answer = scu.device(null).get("/scu/v1/bootstrap?nonce=" + "n".repeat(43) + "&serial=VDT-1&task=register");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode document = CmuDouble.tree(answer.body());
        String payload = document.path("payload").asString();
        assertThat(DeviceProofs.verify(
                        DeviceProofs.publicKey(document.path("key").asString()),
                        DeviceProofs.bootstrap(payload),
                        document.path("signature").asString()))
                .isTrue();
        JsonNode content = CmuDouble.tree(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
        assertThat(content.path("nonce").asString()).isEqualTo("n".repeat(43));
        assertThat(content.path("nodes").get(0).path("url").asString()).isEqualTo(scu.deviceBase());
        assertThat(content.path("tls_ca_pem").get(0).asString()).startsWith("-----BEGIN CERTIFICATE-----").doesNotContain("PRIVATE");
    }

    @Test
    void bootstrap_withoutNonce_saysWhatIsMissing() throws Exception {
        HttpResponse<String> answer = scu.device(null).get("/scu/v1/bootstrap");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).isEqualTo("nonce-malformed");
    }

    @Test
    @Covers({"H6264-8.1-S1", "H6264-8.1-S2", "H6264-8.1-S3", "H6264-7.2-1", "H6264-7.2-2", "AMB-10"})
    void registration_firstIs201_sameKeyAgainIs200_andTheStepsAreRecorded() throws Exception {
        RawDevice device = scu.device(null);
        String flowId = Ids.next("flw");
        HttpResponse<String> first = device.post(
                "/scu/v1/devices:register", device.application(device.nonce()), Map.of("Vedette-Flow", "flow=8.1; id=" + flowId + "; step=S1"));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        JsonNode body = CmuDouble.tree(first.body());
        assertThat(body.path("channel_url").asString()).isEqualTo("wss" + scu.deviceBase().substring(5) + "/scu/v1/channel");
        assertThat(body.path("heartbeat_ms").asLong()).isEqualTo(CmuDouble.HEARTBEAT_MS);
        assertThat(FlowHeader.parse(first.headers().firstValue("Vedette-Flow").orElse(null)))
                .hasValueSatisfying(ref -> assertThat(ref.step()).isEqualTo("S4"));

        HttpResponse<String> again = device.post("/scu/v1/devices:register", device.application(device.nonce()), Map.of());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(CmuDouble.tree(again.body()).path("device_id").asString()).isEqualTo(body.path("device_id").asString());

        RunningScu.await("S1, S2 and S3 of the flow", () ->
                scu.cmu.flows.stream().filter(event -> event.flowId().equals(flowId)).map(FlowEvent::step).distinct().count() == 3);
        FlowEvent s1 = scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId) && e.step().equals("S1")).findFirst().orElseThrow();
        FlowEvent s2 = scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId) && e.step().equals("S2")).findFirst().orElseThrow();
        FlowEvent s3 = scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId) && e.step().equals("S3")).findFirst().orElseThrow();
        assertThat(s2.cause()).isEqualTo(s1.eventId());
        assertThat(s3.cause()).isEqualTo(s2.eventId());
    }

    @Test
    @Covers({"H6264-8.1-S1", "H6264-7.2-3"})
    void registration_withoutTheKeysSignature_isRefused_andNeverReachesTheCmu() throws Exception {
        RawDevice device = scu.device(null);
        long before = scu.cmu.calls.stream().filter("registrations"::equals).count();
        String nonce = device.nonce();
        String overOtherNonce = device.identity.sign(DeviceProofs.registration(CmuDouble.ORIGIN, device.application("x".repeat(43), "")));
        HttpResponse<String> answer = device.post("/scu/v1/devices:register", device.application(nonce, overOtherNonce), Map.of());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(code(answer)).isEqualTo("device-proof-invalid");
        assertThat(CmuDouble.tree(answer.body()).path("flow_id").asString()).startsWith("flw_");
        assertThat(scu.cmu.calls.stream().filter("registrations"::equals).count()).isEqualTo(before);
    }

    @Test
    void registration_replayedOrForeignOrUnknownNonce_isRefused() throws Exception {
        RawDevice device = scu.device(null);
        DeviceRegistration application = device.application(device.nonce());
        assertThat(device.post("/scu/v1/devices:register", application, Map.of()).statusCode()).isEqualTo(201);
        assertThat(code(device.post("/scu/v1/devices:register", application, Map.of()))).isEqualTo("device-proof-invalid");
        String foreign = scu.device(null).nonce();
        assertThat(code(device.post("/scu/v1/devices:register", device.application(foreign), Map.of()))).isEqualTo("device-proof-invalid");
    }

    @Test
    @Covers({"AMB-10", "H6264-7.2-3"})
    void registration_unknownVendorIs403_sameSerialWithOtherKeyIs409() throws Exception {
        VendorRoot stranger = VendorRoot.openOrCreate(data.resolve("stranger"), "Stranger");
        RawDevice foreign = new RawDevice(stranger, null, scu.deviceTrust(), scu.deviceBase());
        HttpResponse<String> unknown = foreign.post("/scu/v1/devices:register", foreign.application(foreign.nonce()), Map.of());
        assertThat(unknown.statusCode()).isEqualTo(403);
        assertThat(code(unknown)).isEqualTo("vendor-unknown");

        RawDevice first = scu.device("VDT-SAME-0001");
        first.register();
        RawDevice second = scu.device("VDT-SAME-0001");
        HttpResponse<String> clash = second.post("/scu/v1/devices:register", second.application(second.nonce()), Map.of());
        assertThat(clash.statusCode()).isEqualTo(409);
        assertThat(code(clash)).isEqualTo("serial-has-other-key");
    }

    @Test
    @Covers("GAP-09")
    void bodies_malformedOrTooLarge_areRefusedWithProblems() throws Exception {
        RawDevice device = scu.device(null);
        HttpResponse<String> junk = device.post("/scu/v1/devices:register", "{]", Map.of());
        assertThat(junk.statusCode()).isEqualTo(400);
        assertThat(junk.headers().firstValue("content-type")).hasValue("application/problem+json");
        HttpResponse<String> empty = device.post("/scu/v1/devices:register", "{}", Map.of());
        assertThat(CmuDouble.tree(empty.body()).path("errors").size()).isGreaterThan(5);
        HttpResponse<String> large = device.post("/scu/v1/devices:register", "x".repeat(70_000), Map.of());
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(code(large)).isEqualTo("body-too-large");
        assertThat(device.get("/internal/v1/routes").statusCode()).isEqualTo(404);
        assertThat(device.get("/scu/v1/devices:register").statusCode()).isEqualTo(405);
        assertThat(device.get("/scu/v1/" + "x".repeat(5000)).statusCode()).isEqualTo(414);
    }

    @Test
    @Covers("H6264-7.2-2")
    void cmuAway_isToldAsSuch() throws Exception {
        RawDevice device = scu.device(null);
        String nonce = device.nonce();
        scu.cmu.down = true;
        try {
            HttpResponse<String> answer = device.post("/scu/v1/devices:register", device.application(nonce), Map.of());
            assertThat(answer.statusCode()).isEqualTo(503);
        } finally {
            scu.cmu.down = false;
        }
    }

    @Test
    void connection_thatDribbles_isClosed_andOthersAreServed() throws Exception {
        Path own = java.nio.file.Files.createDirectory(data.resolve("slow"));
        CmuDouble cmu = new CmuDouble(own);
        try (RunningScu strict = new RunningScu(own, cmu, Map.of("vedette.scu.device.handshake-timeout", "1s"))) {
            int port = java.net.URI.create(strict.deviceBase()).getPort();
            try (Socket silent = new Socket();
                    SSLSocket slow = (SSLSocket) strict.deviceTrust().getSocketFactory().createSocket("127.0.0.1", port)) {
                silent.connect(new InetSocketAddress("127.0.0.1", port), 2000);
                silent.setSoTimeout(10_000);
                slow.setSoTimeout(10_000);
                slow.getOutputStream().write("GET /scu/v1/bootstrap HTTP/1.1\r\nX-A: 1\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(strict.device(null).nonce()).hasSize(43);
                assertThat(slow.getInputStream().read()).isEqualTo(-1);
                assertThat(silent.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
