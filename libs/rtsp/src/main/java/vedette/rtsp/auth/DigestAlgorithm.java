package vedette.rtsp.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Hash algorithms of Digest (RFC 7616 §3.2). MD5 is offered because cameras and ffmpeg know nothing else. */
public enum DigestAlgorithm {
    /** MD5, also meant when a challenge names none. */
    MD5("MD5", "MD5"),
    /** SHA-256. */
    SHA_256("SHA-256", "SHA-256");

    private final String token;
    private final String javaName;

    DigestAlgorithm(String token, String javaName) {
        this.token = token;
        this.javaName = javaName;
    }

    /** The name in headers. */
    public String token() {
        return token;
    }

    /** The algorithm of this name, without regard to case; MD5 for an empty name. */
    public static Optional<DigestAlgorithm> of(String token) {
        if (token.isEmpty() || token.equalsIgnoreCase("MD5")) {
            return Optional.of(MD5);
        }
        return token.equalsIgnoreCase("SHA-256") ? Optional.of(SHA_256) : Optional.empty();
    }

    /** Lower case hexadecimal hash of a text in UTF-8. */
    public String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(javaName).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + javaName, e);
        }
    }
}
