package vedette.cmu;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import vedette.contracts.Ids;
import vedette.contracts.LabelCode;
import vedette.contracts.ps.DeviceProofs;
import vedette.device.DeviceIdentity;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.IssuedDevice;
import vedette.device.factory.VendorRoot;

/** A camera straight from the factory, and what its SCU would send about it. */
final class TestDevice {
    static final String ORIGIN = "http://127.0.0.1:8080";
    static final String ADDRESS = "10.99.0.1";
    private static final Random RANDOM = new Random();

    final DeviceIdentity identity;
    final String serial;
    final String code;
    final String bootId = random(16);
    private final String labelVerifier;
    private final List<String> chain;
    final String flowId = Ids.next("flw");
    String deviceId = "";

    private TestDevice(IssuedDevice issued) {
        identity = DeviceIdentity.of(issued.device());
        serial = issued.device().serial();
        code = issued.label().code();
        labelVerifier = issued.device().labelVerifier();
        chain = issued.device().certificateChainPem();
    }

    static VendorRoot root(Path directory, String vendor) {
        return VendorRoot.openOrCreate(directory.resolve(vendor), vendor);
    }

    static TestDevice make(VendorRoot root) {
        return make(root, null);
    }

    static TestDevice make(VendorRoot root, String serial) {
        return new TestDevice(new Factory(new SecureRandom())
                .issue(
                        root,
                        new IssueRequest(
                                serial,
                                "C1",
                                1,
                                List.of("https://127.0.0.1:8444/scu/v1/bootstrap"),
                                "x".repeat(43),
                                ORIGIN)));
    }

    static String random(int bytes) {
        byte[] out = new byte[bytes];
        RANDOM.nextBytes(out);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out);
    }

    Map<String, Object> registration() {
        String nonce = random(32);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("serial", serial);
        body.put("kind", "pu");
        body.put("boot_id", bootId);
        body.put("nonce", nonce);
        body.put("certificate_chain_pem", chain);
        body.put("label_verifier", labelVerifier);
        body.put("firmware", "1.0.0");
        body.put("model", "C1");
        body.put("level", 3);
        body.put("protocol_versions", List.of(1));
        body.put(
                "capabilities",
                Map.of(
                        "channels",
                        List.of(Map.of(
                                "channel",
                                1,
                                "streams",
                                List.of(
                                        Map.of("stream", "main", "width", 1280, "height", 720, "fps", 25, "kbps", 2000),
                                        Map.of("stream", "sub", "width", 352, "height", 288, "fps", 15, "kbps", 300)),
                                "audio",
                                "PCMA",
                                "adaptable",
                                true,
                                "reorders_frames",
                                false))));
        body.put("media", Map.of("rtsp_url", "rtsp://127.0.0.1:8600"));
        body.put("scu", "1");
        body.put("peer_address", ADDRESS);
        body.put("signature", sign(nonce));
        return body;
    }

    String sign(String nonce) {
        return identity.sign(DeviceProofs.registration(
                ORIGIN, nonce, bootId, serial, "pu", "1.0.0", "C1", labelVerifier, "rtsp://127.0.0.1:8600"));
    }

    Map<String, Object> channel(String scuBoot) {
        String nonce = random(32);
        return new LinkedHashMap<>(Map.of(
                "device_id", deviceId,
                "boot_id", bootId,
                "nonce", nonce,
                "signature", identity.sign(DeviceProofs.channel(ORIGIN, nonce, bootId, deviceId)),
                "scu", "1",
                "scu_boot", scuBoot,
                "peer_address", ADDRESS));
    }

    /** A well-formed code that is not this device's. */
    String wrongCode() {
        String other;
        do {
            other = LabelCode.generate(RANDOM).printed();
        } while (other.equals(code));
        return other;
    }
}
