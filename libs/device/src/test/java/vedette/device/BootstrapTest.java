package vedette.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import vedette.device.netty.FakePlatform;
import vedette.testkit.Covers;

@Covers({"CSS-3-ConnCfg"})
class BootstrapTest {
    private static final Instant TIME = Instant.parse("2026-11-21T12:00:00.000Z");
    private final FakePlatform platform = new FakePlatform();

    private static void fails(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DeviceException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void signedDocument_isOpened() {
        Bootstrap opened = Bootstrap.open(
                platform.bootstrap("n1", TIME, 5_000, List.of("https://a:8444", "https://b:8444")),
                platform.bootstrapPin(),
                "n1");
        assertThat(opened.time()).isEqualTo(TIME);
        assertThat(opened.nodes()).extracting(Bootstrap.Node::url).containsExactly("https://a:8444", "https://b:8444");
        assertThat(opened.heartbeatMillis()).isEqualTo(5_000);
        assertThat(opened.platformOrigin()).isEqualTo(FakePlatform.ORIGIN);
        assertThat(opened.tlsAuthorities()).hasSize(1);
    }

    @Test
    void documentOfAnotherSigner_isRefused() {
        ObjectNode foreign = new FakePlatform().bootstrap("n1", TIME, 5_000, List.of());
        fails("bootstrap-pin-wrong", () -> Bootstrap.open(foreign, platform.bootstrapPin(), "n1"));
    }

    @Test
    void changedPayload_isRefused() {
        ObjectNode document = platform.bootstrap("n1", TIME, 5_000, List.of());
        ObjectNode other = platform.bootstrap("n1", TIME, 6_000, List.of());
        document.put("payload", other.path("payload").asString());
        fails("bootstrap-signature-wrong", () -> Bootstrap.open(document, platform.bootstrapPin(), "n1"));
    }

    @Test
    void replayedAnswer_isRefused() {
        ObjectNode old = platform.bootstrap("n1", TIME, 5_000, List.of());
        fails("bootstrap-nonce-wrong", () -> Bootstrap.open(old, platform.bootstrapPin(), "n2"));
    }

    @Test
    void unknownProtocolVersion_isRefused() {
        ObjectNode payload = DeviceJson.object().put("nonce", "n1").put("time", DeviceJson.time(TIME));
        payload.putArray("protocol_versions").add(7);
        fails("protocol-unsupported", () -> Bootstrap.open(platform.sign(payload), platform.bootstrapPin(), "n1"));
    }

    @Test
    void missingFields_areNamed() {
        assertThatThrownBy(() -> Bootstrap.open(DeviceJson.object(), platform.bootstrapPin(), "n1"))
                .hasMessageContaining("payload");
    }
}
