package vedette.pu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.device.DeviceFile;
import vedette.device.DeviceJson;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.VendorRoot;
import vedette.device.netty.FakePlatform;
import vedette.device.netty.FakeScu;
import vedette.pu.media.MediaSource;
import vedette.pu.media.SyntheticSettings;
import vedette.pu.media.SyntheticSource;
import vedette.pu.media.scene.SceneKind;
import vedette.rtsp.auth.DigestAlgorithm;
import vedette.rtsp.auth.DigestCredentials;

/** A premises unit on loopback with a fake SCU that knows one play session. */
final class PuFixture implements AutoCloseable {
    static final String SESSION = Ids.next("ses");
    static final String TOKEN = "dG9rZW4tb2YtdGhlLXBsYXktc2Vzc2lvbi0wMQ";
    static final String FLOW = Ids.next("flw");

    final FakePlatform platform = new FakePlatform();
    final FakeScu scu;
    final PuRuntime runtime;
    final List<AutoCloseable> open = new ArrayList<>();
    /** Limits that the platform hands to the unit with the yes. */
    volatile ObjectNode capabilities = DeviceJson.object();

    volatile long leaseMillis = 900_000;
    volatile @Nullable String viewerFingerprint;
    final AtomicBoolean refuse = new AtomicBoolean();

    PuFixture() throws Exception {
        capabilities.putArray("codecs").add("H264");
        capabilities.putArray("audio_codecs").add("PCMA");
        scu = new FakeScu(platform, 0);
        scu.on("session.verify", this::verify);
        runtime = PuRuntime.loopback();
        open.add(runtime);
    }

    PremisesUnit start(Path directory, PuOptions options) throws Exception {
        return start(directory, new SyntheticSource(SyntheticSettings.of("Test", SceneKind.values()[0], 7)), options);
    }

    PremisesUnit start(Path directory, MediaSource source, PuOptions options) throws Exception {
        VendorRoot root = VendorRoot.openOrCreate(directory, "Test Vendor");
        DeviceFile device = new Factory(new SecureRandom())
                .issue(
                        root,
                        new IssueRequest(
                                null,
                                "T1",
                                1,
                                List.of(scu.bootstrapUrl()),
                                platform.bootstrapPin(),
                                "http://127.0.0.1:8080"))
                .device();
        PremisesUnit unit = PremisesUnit.start(runtime, device, source, options);
        open.add(unit);
        assertThat(unit.awaitReady(Duration.ofSeconds(30))).isTrue();
        return unit;
    }

    /** What the CMU does at 8.4 S7, for the one session. */
    private ObjectNode verify(JsonNode params) {
        String flowId = params.path("flow").path("flow_id").asString(FLOW);
        ObjectNode flow = DeviceJson.object()
                .put("flow", "8.4")
                .put("flow_id", flowId)
                .put("step", "S9")
                .put("cause", Ids.next("evt"));
        boolean ok = !refuse.get() && SESSION.equals(params.path("session_id").asString("")) && proved(params);
        ObjectNode answer = DeviceJson.object().put("ok", ok);
        answer.set("flow", flow);
        if (!ok) {
            return answer.put("reason", "token-wrong");
        }
        answer.put("session_id", SESSION)
                .put("channel", 1)
                .put("stream", "main")
                .put("user_ref", "usr")
                .put("lease_ms", leaseMillis)
                .put("nonce", "bm9uY2U");
        answer.set("capabilities", capabilities);
        if (viewerFingerprint != null) {
            answer.put("viewer_fingerprint", viewerFingerprint);
        }
        return answer;
    }

    private static boolean proved(JsonNode params) {
        if (!params.path("digest").isObject()) {
            return TOKEN.equals(params.path("token").asString(""));
        }
        JsonNode digest = params.path("digest");
        return new DigestCredentials(
                        digest.path("username").asString(),
                        digest.path("realm").asString(),
                        digest.path("nonce").asString(),
                        digest.path("uri").asString(),
                        digest.path("method").asString(),
                        DigestAlgorithm.of(digest.path("algorithm").asString(""))
                                .orElseThrow(),
                        digest.path("response").asString(),
                        digest.path("nc").asString(""),
                        digest.path("cnonce").asString(""),
                        digest.path("qop").asString(""),
                        "")
                .matches(TOKEN);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        scu.close();
    }
}
