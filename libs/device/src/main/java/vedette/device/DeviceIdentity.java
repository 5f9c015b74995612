package vedette.device;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.List;

/**
 * A device's key and certificate chain. Signs with ES256, r‖s as base64url without padding. Safe for use by several threads.
 */
public final class DeviceIdentity {
    private static final String ES256_P1363 = "SHA256withECDSAinP1363Format";

    private final DeviceFile file;
    private final ECPrivateKey privateKey;
    private final List<X509Certificate> chain;

    private DeviceIdentity(DeviceFile file, ECPrivateKey privateKey, List<X509Certificate> chain) {
        this.file = file;
        this.privateKey = privateKey;
        this.chain = chain;
    }

    /** @throws DeviceException if the key or a certificate cannot be read, or the key does not belong to the leaf */
    public static DeviceIdentity of(DeviceFile file) {
        List<X509Certificate> chain = Pem.certificates(file.certificateChainPem());
        DeviceIdentity identity = new DeviceIdentity(file, Pem.ecPrivateKey(file.privateKeyPem()), chain);
        if (!verify(identity.publicKey(), "self-check", identity.sign("self-check"))) {
            throw new DeviceException(
                    "device-file-invalid",
                    "device.json of " + file.serial()
                            + ": the private key does not belong to the leaf certificate. Issue the device again.");
        }
        return identity;
    }

    public DeviceFile file() {
        return file;
    }

    public String serial() {
        return file.serial();
    }

    public PublicKey publicKey() {
        return chain.getFirst().getPublicKey();
    }

    /** The chain, leaf first. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Base64url of SHA-256 over the SubjectPublicKeyInfo: what the label QR calls {@code k}. */
    public String keyPin() {
        return pinOf(publicKey().getEncoded());
    }

    /** ES256 over the UTF-8 bytes of {@code text}. */
    public String sign(String text) {
        try {
            Signature signer = Signature.getInstance(ES256_P1363);
            signer.initSign(privateKey);
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new DeviceException(
                    "key-invalid",
                    "The device key of " + file.serial() + " cannot sign ES256; expected a P-256 key.",
                    e);
        }
    }

    /** True if {@code signature} (base64url r‖s) is ES256 of {@code key} over {@code text}; false also for malformed input. */
    public static boolean verify(PublicKey key, String text, String signature) {
        try {
            Signature verifier = Signature.getInstance(ES256_P1363);
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Base64url of SHA-256 over {@code spkiDer}. */
    public static String pinOf(byte[] spkiDer) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(spkiDer));
    }

    static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
