package vedette.stun;

import org.jspecify.annotations.Nullable;

/** How a key is made from a long-term password (RFC 8489 §18.5). */
public enum PasswordAlgorithm {
    MD5(1, "MD5"),
    SHA256(2, "SHA-256");

    private final int number;
    private final String digest;

    PasswordAlgorithm(int number, String digest) {
        this.number = number;
        this.digest = digest;
    }

    /** Its number in PASSWORD-ALGORITHM. */
    public int number() {
        return number;
    }

    String digest() {
        return digest;
    }

    /** The algorithm of that number, or null. */
    public static @Nullable PasswordAlgorithm of(int number) {
        return number == 1 ? MD5 : number == 2 ? SHA256 : null;
    }
}
