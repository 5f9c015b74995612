package vedette.device;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The texts that a device signs. Each begins with its purpose, so no signature can serve for another one; none contains a time. */
public final class ProofTexts {
    private ProofTexts() {}

    public static String registration(
            String platformOrigin, String nonce, String bootId, String serial, String kind, String firmware, String model,
            String labelVerifier, String rtspUrl) {
        String canonical = String.join("\n", serial, kind, firmware, model, labelVerifier, rtspUrl);
        String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(DeviceIdentity.sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        return String.join("\n", "vedette-device-v1", "register", platformOrigin, nonce, bootId, hash);
    }

    public static String channel(String platformOrigin, String nonce, String bootId, String deviceId) {
        return String.join("\n", "vedette-device-v1", "channel", platformOrigin, nonce, bootId, deviceId);
    }

    /** Fingerprints in upper-case hexadecimal with colons; {@code nonce} is the play request's. */
    public static String media(
            String sessionId, String deviceId, String viewerFingerprint, String deviceFingerprint, String iceUfrag, String nonce) {
        return String.join("\n", "vedette-media-v1", sessionId, deviceId, viewerFingerprint, deviceFingerprint, iceUfrag, nonce);
    }
}
