package vedette.stun.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that nobody has to remember: expiry and an HMAC over it, the client's address and port, and the transport. They start with the cookie
 * of RFC 8489 §9.2, which keeps attackers from bidding the algorithms down. Not thread-safe.
 */
final class Nonces {
    /** {@code obMatJos2} and 24 feature bits in base64: bit 0 = password algorithms, bit 1 = hashed user names. */
    static final String COOKIE = "obMatJos2AAAD";

    private static final int MAC_BYTES = 8;
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;
    private final long lifetimeSeconds;

    Nonces(byte[] key, long lifetimeSeconds) {
        this.lifetimeSeconds = lifetimeSeconds;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    String fresh(ClientPath path, long nowNanos) {
        int expiry = (int) (TimeUnit.NANOSECONDS.toSeconds(nowNanos) + lifetimeSeconds);
        byte[] content = ByteBuffer.allocate(4 + MAC_BYTES).putInt(expiry).put(proof(expiry, path)).array();
        return COOKIE + Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }

    /** Whether the nonce was made here for this path and is not too old. */
    boolean isValid(String nonce, ClientPath path, long nowNanos) {
        if (!nonce.startsWith(COOKIE)) {
            return false;
        }
        byte[] content;
        try {
            content = Base64.getUrlDecoder().decode(nonce.substring(COOKIE.length()));
        } catch (IllegalArgumentException foreign) {
            return false;
        }
        if (content.length != 4 + MAC_BYTES) {
            return false;
        }
        int expiry = ByteBuffer.wrap(content).getInt();
        return MessageDigest.isEqual(proof(expiry, path), Arrays.copyOfRange(content, 4, content.length))
                && expiry - (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos) >= 0;
    }

    private byte[] proof(int expiry, ClientPath path) {
        mac.update(ByteBuffer.allocate(4).putInt(expiry).flip());
        mac.update(path.client().getAddress().getAddress());
        mac.update((byte) (path.client().getPort() >>> 8));
        mac.update((byte) path.client().getPort());
        mac.update(path.transport().name().getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    }
}
