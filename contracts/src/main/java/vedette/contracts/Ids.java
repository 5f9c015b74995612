package vedette.contracts;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Identifiers: {@code <prefix>_} and 26 characters of Crockford base32 (lower case) of 128 random bits, e.g.
 * {@code dev_0rk3…}. Opaque to everyone who did not mint them. Thread-safe.
 */
public final class Ids {
    /** Characters that 128 bits take in base32. */
    private static final int LENGTH = 26;

    private static final int BYTES = 16;
    private static final Pattern FORM = Pattern.compile("[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A fresh id with the given prefix ({@code dev}, {@code usr}, {@code ses}, {@code flw} …). */
    public static String next(String prefix) {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return prefix + "_" + Crockford.encode(bits, LENGTH).toLowerCase(Locale.ROOT);
    }

    /** Whether {@code id} has the form of an id with that prefix; says nothing about its existence. */
    public static boolean isValid(String prefix, String id) {
        return id.length() == prefix.length() + 1 + LENGTH
                && id.startsWith(prefix + "_")
                && FORM.matcher(id).matches();
    }
}
