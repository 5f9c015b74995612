package vedette.scu.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vedette.contracts.LabelCode;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.ps.DeviceRegistration;
import vedette.scu.channel.Frames;

/** The examples in docs/guide/vendor.md are real: bytes, signatures, forms. */
class VendorGuideTest {
    private final String guide = read(Path.of("..", "docs", "guide", "vendor.md"));

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> blocks(String language) {
        Matcher matcher = Pattern.compile("```" + language + "\n(.*?)\n```", Pattern.DOTALL).matcher(guide);
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private String text(String beginning) {
        return blocks("text").stream().filter(block -> block.startsWith(beginning)).findFirst().orElseThrow();
    }

    private PublicKey key() {
        Matcher matcher = Pattern.compile("SubjectPublicKeyInfo is `([A-Za-z0-9_-]+)`").matcher(guide);
        assertThat(matcher.find()).isTrue();
        return DeviceProofs.publicKey(matcher.group(1));
    }

    private List<JsonNode> frames() {
        return blocks("json").stream().filter(block -> block.startsWith("{\"jsonrpc\"")).map(Frames.MAPPER::readTree).toList();
    }

    private static void validate(String schema, JsonNode body) {
        try (InputStream in = VendorGuideTest.class.getClassLoader().getResourceAsStream("schemas/device/" + schema + ".json")) {
            assertThat(in).as(schema).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(text, InputFormat.JSON)
                            .validate(body.toString(), InputFormat.JSON))
                    .as(schema + " " + body).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void registration_isSignedOverTheTextShown() {
        JsonNode body = blocks("json").stream().filter(block -> block.startsWith("{\"serial\"")).map(Frames.MAPPER::readTree).findFirst().orElseThrow();
        validate("register", body);
        DeviceRegistration registration = Frames.MAPPER.treeToValue(body, DeviceRegistration.class);
        String text = text("vedette-device-v1\nregister");
        assertThat(DeviceProofs.registration("https://cameras.example", registration)).isEqualTo(text);
        assertThat(DeviceProofs.verify(key(), text, registration.signature())).isTrue();
        assertThat(registration.labelVerifier()).isEqualTo(LabelCode.verifier("VDT-7K3M-9QXA", "4T9KZ2M6WQ0H7RBC"));
    }

    @Test
    void frames_areValid_andTheirSignaturesAreOverTheTextsShown() {
        Map<String, String> methods = new HashMap<>();
        for (JsonNode frame : frames()) {
            String id = frame.path("id").asString();
            if (frame.has("method")) {
                methods.put(id, frame.path("method").asString());
                validate("rpc-request", frame);
                validate(frame.path("method").asString() + ".params", frame.path("params"));
            } else if (frame.has("result")) {
                validate("rpc-result", frame);
                validate(methods.get(id) + ".result", frame.path("result"));
            } else {
                validate("rpc-failure", frame);
            }
        }
        assertThat(methods.values()).contains(
                "channel.challenge", "heartbeat", "media.offer", "session.verify", "session.lease", "device.auth", "media.relay.connect", "media.relay.ticket");
        JsonNode addresses = frames().stream().filter(frame -> "device.auth".equals(frame.path("method").asString(""))).findFirst().orElseThrow().path("params");
        assertThat(DeviceProofs.address(
                        "https://cameras.example", addresses.path("nonce").asString(), "EBESExQVFhcYGRobHB0eHw",
                        addresses.path("local_addrs").valueStream().map(JsonNode::asString).toList(), addresses.path("nat_addr").asString(),
                        addresses.path("mapping").asString(), addresses.path("filtering").asString()))
                .isEqualTo(text("vedette-device-v1\naddress"));
        JsonNode proof = frames().stream().filter(frame -> frame.path("result").has("boot_id")).findFirst().orElseThrow().path("result");
        assertThat(DeviceProofs.verify(key(), text("vedette-device-v1\nchannel"), proof.path("signature").asString())).isTrue();
        JsonNode media = frames().stream().filter(frame -> frame.path("result").has("proof")).findFirst().orElseThrow().path("result").path("proof");
        assertThat(DeviceProofs.verify(key(), text("vedette-media-v1"), media.path("signature").asString())).isTrue();
    }
}
