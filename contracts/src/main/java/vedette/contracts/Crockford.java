package vedette.contracts;

import java.util.Locale;

/** The base32 alphabet of Douglas Crockford: no I, L, O, U, so a person can read it aloud and type it. Stateless. */
final class Crockford {
    static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int BITS = 5;

    private Crockford() {}

    /** Encodes {@code bytes} as one big-endian number, padded with zero bits in front to {@code length} characters. */
    static String encode(byte[] bytes, int length) {
        char[] out = new char[length];
        int buffer = 0;
        int bits = 0;
        int next = bytes.length - 1;
        for (int i = length - 1; i >= 0; i--) {
            if (bits < BITS && next >= 0) {
                buffer |= (bytes[next--] & 0xff) << bits;
                bits += Byte.SIZE;
            }
            out[i] = ALPHABET.charAt(buffer & 31);
            buffer >>>= BITS;
            bits = Math.max(0, bits - BITS);
        }
        return new String(out);
    }

    /** The value 0..31 of one character, forgiving case and the look-alikes O, I and L; -1 if it is none. */
    static int value(char c) {
        char upper = String.valueOf(c).toUpperCase(Locale.ROOT).charAt(0);
        return switch (upper) {
            case 'O' -> 0;
            case 'I', 'L' -> 1;
            default -> ALPHABET.indexOf(upper);
        };
    }
}
