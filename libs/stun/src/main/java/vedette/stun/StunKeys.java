package vedette.stun;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys of the credential mechanisms (RFC 8489 §9.1.1, §9.2.2) and the hashes over messages. */
public final class StunKeys {
    private StunKeys() {}

    /** Key of a short-term password. */
    public static byte[] shortTerm(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** Key of a long-term credential. */
    public static byte[] longTerm(String username, String realm, String password, PasswordAlgorithm algorithm) {
        return digest(algorithm.digest(), username + ":" + realm + ":" + password);
    }

    /** USERHASH of a name (RFC 8489 §14.4). */
    public static byte[] userHash(String username, String realm) {
        return digest("SHA-256", username + ":" + realm);
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + algorithm, e);
        }
    }

    /** HMAC of the first {@code length} bytes, with the header's length field as if the message ended at {@code end}. */
    static byte[] hmac(String algorithm, byte[] key, byte[] message, int length, int end) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            mac.update(message, 0, 2);
            mac.update((byte) (end - StunMessage.HEADER_BYTES >>> 8));
            mac.update((byte) (end - StunMessage.HEADER_BYTES));
            mac.update(message, 4, length - 4);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + algorithm, e);
        }
    }
}
