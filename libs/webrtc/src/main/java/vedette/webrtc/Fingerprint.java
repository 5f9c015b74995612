package vedette.webrtc;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The SHA-256 fingerprint of a DTLS certificate (RFC 8122 §5), the thing that ties media keys to a play token.
 *
 * @param value 32 bytes as upper-case hex with colons, as in {@code a=fingerprint}
 */
public record Fingerprint(String value) {
    private static final Pattern SHA_256 = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
    private static final HexFormat COLON_HEX = HexFormat.ofDelimiter(":").withUpperCase();

    public Fingerprint {
        if (!SHA_256.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "fingerprint: expected 32 hex bytes with colons (sha-256), found \"" + shortened(value) + "\"");
        }
    }

    /**
     * Reads {@code AB:CD:…}, with or without {@code sha-256} in front, in any case.
     *
     * @throws IllegalArgumentException if it is another hash or not 32 bytes
     */
    public static Fingerprint parse(String text) {
        String trimmed = text.strip();
        int space = trimmed.indexOf(' ');
        if (space >= 0) {
            String hash = trimmed.substring(0, space);
            if (!hash.equalsIgnoreCase("sha-256")) {
                throw new IllegalArgumentException(
                        "fingerprint: expected hash sha-256, found \"" + shortened(hash) + "\"");
            }
            trimmed = trimmed.substring(space + 1).strip();
        }
        return new Fingerprint(trimmed.toUpperCase(Locale.ROOT));
    }

    /** The fingerprint of a certificate in DER. */
    public static Fingerprint ofCertificate(byte[] der) {
        try {
            return new Fingerprint(COLON_HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    @Override
    public String toString() {
        return value;
    }
}
