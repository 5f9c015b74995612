package vedette.stun;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * 96 bits that tie a response to its request (RFC 8489 §5).
 *
 * @param high the first 4 bytes
 * @param low the last 8 bytes
 */
public record TransactionId(int high, long low) {

    /** A fresh one; {@code random} must be unpredictable to attackers off the path. */
    public static TransactionId random(RandomGenerator random) {
        return new TransactionId(random.nextInt(), random.nextLong());
    }

    /** The first byte is byte 8 of the message header. */
    static TransactionId read(byte[] message) {
        return new TransactionId(Bytes.int32(message, 8), Bytes.int64(message, 12));
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
