package vedette.contracts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The code on a device's label: 16 Crockford base32 characters (80 bits) and a check character (a weighted sum over the
 * field of 32 elements, which finds every wrong and every pair of swapped characters). Whoever binds a device must know it (H.626.4 §8.2); the platform keeps only a {@link #verifier}.
 *
 * @param code16 the 16 characters without the check character, upper case
 */
public record LabelCode(String code16) {
    /** Characters that carry the secret. */
    public static final int LENGTH = 16;

    /** The polynomial x⁵ + x² + 1 by which the field of 32 elements is made. */
    private static final int FIELD_POLYNOMIAL = 0b100101;
    private static final int GROUP = 4;
    private static final String VERIFIER_LABEL = "vedette-label-v1\n";

    /** Checks the form; the value is normalised by {@link #parse}. */
    public LabelCode {
        if (code16.length() != LENGTH || code16.chars().anyMatch(c -> Crockford.ALPHABET.indexOf(c) < 0)) {
            throw new IllegalArgumentException("A label code has 16 upper-case Crockford base32 characters");
        }
    }

    /** A fresh random code. */
    public static LabelCode generate(RandomGenerator random) {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(Crockford.ALPHABET.charAt(random.nextInt(Crockford.ALPHABET.length())));
        }
        return new LabelCode(code.toString());
    }

    /**
     * Reads what a person typed or scanned: hyphens, spaces, case and the look-alikes O, I, L are forgiven.
     *
     * @throws IllegalArgumentException if it is not 17 characters of the alphabet or the check character is wrong; the
     *     message never repeats the input
     */
    public static LabelCode parse(String typed) {
        StringBuilder code = new StringBuilder(LENGTH + 1);
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (c == '-' || c == ' ') {
                continue;
            }
            int value = Crockford.value(c);
            if (value < 0 || code.length() > LENGTH) {
                throw malformed();
            }
            code.append(Crockford.ALPHABET.charAt(value));
        }
        if (code.length() != LENGTH + 1) {
            throw malformed();
        }
        LabelCode parsed = new LabelCode(code.substring(0, LENGTH));
        if (parsed.checkCharacter() != code.charAt(LENGTH)) {
            throw new IllegalArgumentException(
                    "The check character of the label code is wrong: compare the code with the label again");
        }
        return parsed;
    }

    /**
     * The 17th character: the sum of α^(16-i) times the i-th character (i from 0), α being the element 2. All weights differ
     * and none is 0 or 1, so one wrong character and any two swapped ones change the sum, the check character included.
     */
    public char checkCharacter() {
        int sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum = timesAlpha(sum ^ Crockford.ALPHABET.indexOf(code16.charAt(i)));
        }
        return Crockford.ALPHABET.charAt(sum);
    }

    private static int timesAlpha(int element) {
        int shifted = element << 1;
        return shifted >= 32 ? shifted ^ FIELD_POLYNOMIAL : shifted;
    }

    /** The 17 characters without hyphens, as in the label's URL. */
    public String code17() {
        return code16 + checkCharacter();
    }

    /** As printed on the label: {@code XXXX-XXXX-XXXX-XXXX-C}. */
    public String printed() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < LENGTH; i += GROUP) {
            out.append(code16, i, i + GROUP).append('-');
        }
        return out.append(checkCharacter()).toString();
    }

    /** What the platform and the device keep instead of the code. */
    public String verifier(String serial) {
        return verifier(serial, code16);
    }

    /** base64url SHA-256 over {@code "vedette-label-v1\n" serial "\n" code16}. */
    public static String verifier(String serial, String code16) {
        byte[] text = (VERIFIER_LABEL + serial + "\n" + code16).getBytes(StandardCharsets.UTF_8);
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Never shows the code: records end up in logs. */
    @Override
    public String toString() {
        return "LabelCode[…]";
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "A label code has 17 letters and digits (XXXX-XXXX-XXXX-XXXX-C): compare it with the label again");
    }
}
