package vedette.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Builds the bytes of one STUN message. Integrity and fingerprint come last and in this order: {@link #integrity}, {@link #integritySha256},
 * {@link #fingerprint}. Not for sharing between threads.
 */
public final class StunBuilder {
    private static final int VALUE_MAX = 65_535;

    private byte[] bytes = new byte[128];
    private int size = StunMessage.HEADER_BYTES;

    private StunBuilder(StunClass kind, int method, TransactionId id) {
        Bytes.put16(bytes, 0, kind.type(method));
        Bytes.put32(bytes, 4, StunMessage.COOKIE);
        Bytes.put32(bytes, 8, id.high());
        Bytes.put64(bytes, 12, id.low());
    }

    public static StunBuilder of(StunClass kind, int method, TransactionId id) {
        return new StunBuilder(kind, method, id);
    }

    public static StunBuilder request(int method, TransactionId id) {
        return of(StunClass.REQUEST, method, id);
    }

    /** The success response to {@code request}. */
    public static StunBuilder success(StunMessage request) {
        return of(StunClass.SUCCESS, request.method(), request.id());
    }

    /** The error response to {@code request}. */
    public static StunBuilder error(StunMessage request, StunError error) {
        return of(StunClass.ERROR, request.method(), request.id()).error(Attr.ERROR_CODE, 0, error);
    }

    /** An attribute with any value. */
    public StunBuilder put(int type, byte[] value) {
        int at = begin(type, value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        return this;
    }

    public StunBuilder text(int type, String value) {
        return put(type, value.getBytes(StandardCharsets.UTF_8));
    }

    public StunBuilder uint32(int type, long value) {
        int at = begin(type, 4); // First: it may replace the array.
        Bytes.put32(bytes, at, (int) value);
        return this;
    }

    /** 16 bits and 16 zero bits: CHANNEL-NUMBER, RESPONSE-PORT, PASSWORD-ALGORITHM. */
    public StunBuilder uint16(int type, int value) {
        return uint32(type, (long) value << 16);
    }

    /** One byte and three zero bytes: REQUESTED-TRANSPORT, REQUESTED-ADDRESS-FAMILY. */
    public StunBuilder uint8(int type, int value) {
        return uint32(type, (long) value << 24);
    }

    public StunBuilder int64(int type, long value) {
        int at = begin(type, 8);
        Bytes.put64(bytes, at, value);
        return this;
    }

    /** An address in clear (RFC 8489 §14.1). */
    public StunBuilder address(int type, InetSocketAddress address) {
        return address(type, address, false);
    }

    /** An address XORed with cookie and transaction id (RFC 8489 §14.2). */
    public StunBuilder xorAddress(int type, InetSocketAddress address) {
        return address(type, address, true);
    }

    private StunBuilder address(int type, InetSocketAddress address, boolean xor) {
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException("Expected a resolved address, found " + address);
        }
        byte[] ip = host.getAddress();
        int at = begin(type, 4 + ip.length);
        bytes[at + 1] = (byte) (ip.length == 4 ? 1 : 2);
        Bytes.put16(bytes, at + 2, xor ? address.getPort() ^ StunMessage.COOKIE >>> 16 : address.getPort());
        for (int i = 0; i < ip.length; i++) {
            bytes[at + 4 + i] = (byte) (xor ? ip[i] ^ bytes[4 + i] : ip[i]);
        }
        return this;
    }

    /** ERROR-CODE, or ADDRESS-ERROR-CODE with its family. */
    public StunBuilder error(int type, int family, StunError error) {
        byte[] reason = error.reason().getBytes(StandardCharsets.UTF_8);
        int at = begin(type, 4 + reason.length);
        bytes[at] = (byte) family;
        bytes[at + 2] = (byte) (error.code() / 100);
        bytes[at + 3] = (byte) (error.code() % 100);
        System.arraycopy(reason, 0, bytes, at + 4, reason.length);
        return this;
    }

    public StunBuilder unknownAttributes(List<Integer> types) {
        int at = begin(Attr.UNKNOWN_ATTRIBUTES, types.size() * 2);
        for (int type : types) {
            Bytes.put16(bytes, at, type);
            at += 2;
        }
        return this;
    }

    /** PASSWORD-ALGORITHMS, the best first. */
    public StunBuilder passwordAlgorithms(List<PasswordAlgorithm> algorithms) {
        int at = begin(Attr.PASSWORD_ALGORITHMS, algorithms.size() * 4);
        for (PasswordAlgorithm algorithm : algorithms) {
            Bytes.put16(bytes, at, algorithm.number());
            at += 4;
        }
        return this;
    }

    /** MESSAGE-INTEGRITY over everything so far. */
    public StunBuilder integrity(byte[] key) {
        return put(Attr.MESSAGE_INTEGRITY, StunKeys.hmac("HmacSHA1", key, bytes, size, size + 24));
    }

    /** MESSAGE-INTEGRITY-SHA256, not truncated, over everything so far. */
    public StunBuilder integritySha256(byte[] key) {
        return put(Attr.MESSAGE_INTEGRITY_SHA256, StunKeys.hmac("HmacSHA256", key, bytes, size, size + 36));
    }

    /** FINGERPRINT; nothing may follow. */
    public StunBuilder fingerprint() {
        Bytes.put16(bytes, 2, size + 8 - StunMessage.HEADER_BYTES);
        return uint32(Attr.FINGERPRINT, StunMessage.fingerprint(bytes, size));
    }

    /** The message. */
    public byte[] build() {
        Bytes.put16(bytes, 2, size - StunMessage.HEADER_BYTES);
        return Arrays.copyOf(bytes, size);
    }

    /** Makes room for an attribute, writes its header, and returns where its value starts. Padding is zero. */
    private int begin(int type, int length) {
        int end = size + 4 + (length + 3 & ~3);
        if (length > VALUE_MAX || end > StunMessage.BYTES_MAX) {
            throw new IllegalArgumentException("Expected a message of at most " + StunMessage.BYTES_MAX + " bytes, found " + end);
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        Bytes.put16(bytes, size, type);
        Bytes.put16(bytes, size + 2, length);
        int value = size + 4;
        size = end;
        return value;
    }
}
