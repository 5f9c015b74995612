package vedette.stun;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A parsed STUN message (RFC 8489 §5). Immutable; holds its own copy of the bytes. Built by {@link StunBuilder}.
 */
public final class StunMessage {
    public static final int HEADER_BYTES = 20;
    public static final int COOKIE = 0x2112A442;
    /** Longest message taken: a STUN message has no business above this, a Send indication carries a datagram. */
    public static final int BYTES_MAX = 65_556;
    /** Most attributes taken. */
    public static final int ATTRIBUTES_MAX = 64;

    private static final int FINGERPRINT_XOR = 0x5354554E;
    private static final int SHA1_BYTES = 20;

    private final byte[] bytes;
    private final StunClass kind;
    private final int method;
    private final TransactionId id;
    private final List<StunAttribute> attributes;

    private StunMessage(byte[] bytes, List<StunAttribute> attributes) {
        this.bytes = bytes;
        int type = Bytes.uint16(bytes, 0);
        this.kind = StunClass.of(type);
        this.method = StunClass.method(type);
        this.id = TransactionId.read(bytes);
        this.attributes = List.copyOf(attributes);
    }

    /**
     * Whether bytes can be the start of a STUN message: the first two bits are 0 and the cookie is there. Tells STUN from other traffic on the
     * same port (RFC 7983); at least 8 bytes are needed.
     */
    public static boolean looksLikeStun(ByteBuffer data) {
        return data.remaining() >= HEADER_BYTES && (data.get(data.position()) & 0xC0) == 0 && data.getInt(data.position() + 4) == COOKIE;
    }

    /**
     * Parses one whole message; {@code data} is read from position to limit and not changed.
     *
     * @throws StunParseException if the bytes are not exactly one message, an attribute leaves its bounds, or FINGERPRINT is wrong
     */
    public static StunMessage parse(ByteBuffer data) throws StunParseException {
        int size = data.remaining();
        if (size < HEADER_BYTES || size > BYTES_MAX || !looksLikeStun(data)) {
            throw new StunParseException("Expected a STUN header, found " + size + " bytes without one");
        }
        byte[] bytes = new byte[size];
        data.get(data.position(), bytes);
        return parse(bytes);
    }

    /** Parses one whole message; the array must not change any more. */
    static StunMessage parse(byte[] bytes) throws StunParseException {
        int length = Bytes.uint16(bytes, 2);
        if (length + HEADER_BYTES != bytes.length || (length & 3) != 0) {
            throw new StunParseException("Expected a length of " + (bytes.length - HEADER_BYTES) + " in the header, found " + length);
        }
        List<StunAttribute> attributes = new ArrayList<>(8);
        // What may still follow (RFC 8489 §14.5, §14.6): after an integrity only the stronger one and the fingerprint count.
        int seal = 0;
        for (int at = HEADER_BYTES; at < bytes.length; ) {
            if (at + 4 > bytes.length) {
                throw new StunParseException("Expected an attribute at " + at + ", found the end");
            }
            int type = Bytes.uint16(bytes, at);
            int size = Bytes.uint16(bytes, at + 2);
            int next = at + 4 + (size + 3 & ~3);
            if (next > bytes.length) {
                throw new StunParseException("Expected " + size + " bytes in attribute 0x" + Integer.toHexString(type) + ", found the end");
            }
            if (type == Attr.FINGERPRINT) {
                checkFingerprint(bytes, at, size, next);
            }
            int rank = type == Attr.MESSAGE_INTEGRITY ? 1 : type == Attr.MESSAGE_INTEGRITY_SHA256 ? 2 : type == Attr.FINGERPRINT ? 3 : 0;
            if (rank > seal || seal == 0) {
                if (attributes.size() == ATTRIBUTES_MAX) {
                    throw new StunParseException("Expected at most " + ATTRIBUTES_MAX + " attributes");
                }
                attributes.add(new StunAttribute(bytes, type, at + 4, size));
                seal = Math.max(seal, rank);
            }
            at = next;
        }
        return new StunMessage(bytes, attributes);
    }

    private static void checkFingerprint(byte[] bytes, int at, int size, int next) throws StunParseException {
        if (size != 4 || next != bytes.length || Bytes.int32(bytes, at + 4) != fingerprint(bytes, at)) {
            throw new StunParseException("Expected a right FINGERPRINT at the end");
        }
    }

    static int fingerprint(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    public StunClass kind() {
        return kind;
    }

    /** One of {@link StunMethod}, or something unknown. */
    public int method() {
        return method;
    }

    public TransactionId id() {
        return id;
    }

    /** Attributes that count, in order. */
    public List<StunAttribute> attributes() {
        return attributes;
    }

    /** The first attribute of a type, or null. Later ones of the same type do not count (RFC 8489 §14). */
    public @Nullable StunAttribute first(int type) {
        for (StunAttribute attribute : attributes) {
            if (attribute.type() == type) {
                return attribute;
            }
        }
        return null;
    }

    public boolean has(int type) {
        return first(type) != null;
    }

    /** All attributes of a type: XOR-PEER-ADDRESS may repeat. */
    public List<StunAttribute> all(int type) {
        return attributes.stream().filter(attribute -> attribute.type() == type).toList();
    }

    /** Length on the wire. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the message as it was on the wire. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Types that must be understood and are not in {@code known}; each once, in order. */
    public List<Integer> unknown(java.util.Set<Integer> known) {
        return attributes.stream().map(StunAttribute::type).filter(type -> Attr.mustBeUnderstood(type) && !known.contains(type)).distinct().toList();
    }

    /** Whether MESSAGE-INTEGRITY is there and right by {@code key}. Takes the same time wherever it differs. */
    public boolean integrityBy(byte[] key) {
        StunAttribute integrity = first(Attr.MESSAGE_INTEGRITY);
        if (integrity == null || integrity.length() != SHA1_BYTES) {
            return false;
        }
        int at = integrity.from() - 4;
        return MessageDigest.isEqual(StunKeys.hmac("HmacSHA1", key, bytes, at, at + 4 + SHA1_BYTES), integrity.value());
    }

    /** Whether MESSAGE-INTEGRITY-SHA256 is there, of 16 to 32 bytes (RFC 8489 §14.6), and right by {@code key}. */
    public boolean integritySha256By(byte[] key) {
        StunAttribute integrity = first(Attr.MESSAGE_INTEGRITY_SHA256);
        if (integrity == null || integrity.length() < 16 || integrity.length() > 32 || (integrity.length() & 3) != 0) {
            return false;
        }
        int at = integrity.from() - 4;
        byte[] whole = StunKeys.hmac("HmacSHA256", key, bytes, at, at + 4 + integrity.length());
        return MessageDigest.isEqual(Arrays.copyOf(whole, integrity.length()), integrity.value());
    }

    @Override
    public String toString() {
        return kind + " 0x" + Integer.toHexString(method) + " " + id + " " + attributes;
    }
}
