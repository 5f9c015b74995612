package vedette.cmu.play;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vedette.cmu.keys.Keyring;
import vedette.contracts.sc.DigestResponse;

/** HTTP Digest responses (RFC 7616 §3.4.1) with MD5, the only one that ffmpeg answers, or SHA-256. Stateless. */
final class Digests {
    static final String REALM = "vedette";
    private static final int FIELD_MAX = 512;

    private Digests() {}

    /** Whether the response proves the password; false for whatever is malformed. */
    static boolean matches(DigestResponse digest, String password) {
        String algorithm = algorithm(digest.algorithm());
        if (algorithm == null || !REALM.equals(digest.realm()) || !wellFormed(digest)) {
            return false;
        }
        String ha1 = hash(algorithm, digest.username() + ":" + digest.realm() + ":" + password);
        String ha2 = hash(algorithm, digest.method() + ":" + digest.uri());
        String middle = digest.qop() == null
                ? digest.nonce()
                : digest.nonce() + ":" + digest.nc() + ":" + digest.cnonce() + ":" + digest.qop();
        String expected = hash(algorithm, ha1 + ":" + middle + ":" + ha2);
        return Keyring.same(expected, digest.response().toLowerCase(Locale.ROOT));
    }

    private static boolean wellFormed(DigestResponse digest) {
        boolean parts = fits(digest.username())
                && fits(digest.nonce())
                && fits(digest.uri())
                && fits(digest.method())
                && fits(digest.response());
        return parts
                && (digest.qop() == null
                        || ("auth".equals(digest.qop()) && fits(digest.nc()) && fits(digest.cnonce())));
    }

    private static boolean fits(@Nullable String text) {
        return text != null && !text.isEmpty() && text.length() <= FIELD_MAX;
    }

    private static @Nullable String algorithm(@Nullable String name) {
        return switch (name == null ? "MD5" : name.toUpperCase(Locale.ROOT)) {
            case "MD5" -> "MD5";
            case "SHA-256" -> "SHA-256";
            default -> null;
        };
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5 and SHA-256", e);
        }
    }
}
