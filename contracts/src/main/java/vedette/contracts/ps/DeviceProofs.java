package vedette.contracts.ps;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts that devices and the platform sign, and ES256 over them: P-256, SHA-256, signature r‖s of 64 bytes (RFC 7518 §3.4) in
 * base64url without padding. Each text begins with its purpose, so that no signature can serve for another one; none holds a time, so a
 * device with a dead clock can sign. Stateless.
 */
public final class DeviceProofs {
    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    private static final int SIGNATURE_CHARS = 86;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private DeviceProofs() {}

    /** What a device signs to register. {@code rtspUrl} is empty if the device serves no RTSP. */
    public static String registration(
            String platformOrigin,
            String nonce,
            String bootId,
            String serial,
            String kind,
            String firmware,
            String model,
            String labelVerifier,
            @Nullable String rtspUrl) {
        String canonical = String.join("\n", serial, kind, firmware, model, labelVerifier, rtspUrl == null ? "" : rtspUrl);
        return String.join(
                "\n", "vedette-device-v1", "register", platformOrigin, nonce, bootId, sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same for a registration body. */
    public static String registration(String platformOrigin, DeviceRegistration body) {
        return registration(
                platformOrigin,
                body.nonce(),
                body.bootId(),
                body.serial(),
                body.kind(),
                body.firmware(),
                body.model(),
                body.labelVerifier(),
                body.media() == null ? null : body.media().rtspUrl());
    }

    /** What a device signs to open its control channel. */
    public static String channel(String platformOrigin, String nonce, String bootId, String deviceId) {
        return String.join("\n", "vedette-device-v1", "channel", platformOrigin, nonce, bootId, deviceId);
    }

    /** What a device signs with its addresses (H.626.4 §8.3 S3); {@code natAddr} is null if no STUN server answered. */
    public static String address(
            String platformOrigin,
            String nonce,
            String bootId,
            List<String> localAddrs,
            @Nullable String natAddr,
            String mapping,
            String filtering) {
        String canonical = String.join("\n", String.join(",", localAddrs), natAddr == null ? "" : natAddr, mapping, filtering);
        return String.join(
                "\n", "vedette-device-v1", "address", platformOrigin, nonce, bootId, sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    /** What a device signs under a media answer; fingerprints in upper-case hexadecimal with colons. */
    public static String media(
            String sessionId, String deviceId, String viewerFingerprint, String deviceFingerprint, String iceUfrag, String nonce) {
        return String.join(
                "\n", "vedette-media-v1", sessionId, deviceId, viewerFingerprint, deviceFingerprint, iceUfrag, nonce);
    }

    /** What the platform signs under a bootstrap document; {@code payload} as it travels, in base64url. */
    public static String bootstrap(String payload) {
        return "vedette-bootstrap-v1\n" + payload;
    }

    /**
     * Signs a text.
     *
     * @param key P-256 private key
     * @throws IllegalArgumentException if the key is none
     */
    public static String sign(PrivateKey key, String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Expected a P-256 private key, found " + key.getAlgorithm(), e);
        }
    }

    /** Whether {@code signature} (base64url) is the key's over the text; false for whatever is malformed. */
    public static boolean verify(PublicKey key, String text, @Nullable String signature) {
        if (signature == null || signature.length() != SIGNATURE_CHARS) {
            return false;
        }
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getUrlDecoder().decode(signature));
        } catch (SignatureException | IllegalArgumentException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Expected a P-256 public key, found " + key.getAlgorithm(), e);
        }
    }

    /**
     * Reads a public key.
     *
     * @param spki base64url of the SubjectPublicKeyInfo in DER
     * @throws IllegalArgumentException if it is no EC key
     */
    public static PublicKey publicKey(String spki) {
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(Base64.getUrlDecoder().decode(spki)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("Expected an EC public key as SubjectPublicKeyInfo", e);
        }
    }

    /** The pin of a key: base64url of the SHA-256 of its SubjectPublicKeyInfo. */
    public static String pin(PublicKey key) {
        return sha256(key.getEncoded());
    }

    /** base64url of the SHA-256 of {@code bytes}. */
    public static String sha256(byte[] bytes) {
        try {
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
