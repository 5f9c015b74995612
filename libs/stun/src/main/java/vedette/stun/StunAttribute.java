package vedette.stun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One attribute of a parsed message: a view of its bytes. The getters check the form that the type must have.
 */
public final class StunAttribute {
    private final byte[] message;
    private final int type;
    private final int from;
    private final int length;

    StunAttribute(byte[] message, int type, int from, int length) {
        this.message = message;
        this.type = type;
        this.from = from;
        this.length = length;
    }

    /** One of {@link Attr}, or something unknown. */
    public int type() {
        return type;
    }

    /** Length of the value in bytes, without padding. */
    public int length() {
        return length;
    }

    /** Offset of the value in {@link StunMessage#bytes()}. */
    int from() {
        return from;
    }

    /** A copy of the value. */
    public byte[] value() {
        return Arrays.copyOfRange(message, from, from + length);
    }

    /** The value, read-only, without copying. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(message, from, length).slice().asReadOnlyBuffer();
    }

    /** The value as UTF-8 of at most {@code bytesMax} bytes. */
    public String text(int bytesMax) throws StunParseException {
        if (length > bytesMax) {
            throw wrong("at most " + bytesMax + " bytes of text");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message, from, length)).toString();
        } catch (CharacterCodingException e) {
            throw wrong("UTF-8");
        }
    }

    /** The value as an unsigned 32-bit number. */
    public long uint32() throws StunParseException {
        requireLength(4);
        return Bytes.int32(message, from) & 0xFFFF_FFFFL;
    }

    /** The first 16 bits of a 4-byte value: CHANNEL-NUMBER, RESPONSE-PORT, an algorithm without parameters. */
    public int uint16() throws StunParseException {
        requireLength(4);
        return Bytes.uint16(message, from);
    }

    /** The first byte of a value of exactly {@code expected} bytes: REQUESTED-TRANSPORT, REQUESTED-ADDRESS-FAMILY, EVEN-PORT. */
    public int uint8(int expected) throws StunParseException {
        requireLength(expected);
        return message[from] & 0xFF;
    }

    /** The value as a number of 8 bytes: RESERVATION-TOKEN. */
    public long int64() throws StunParseException {
        requireLength(8);
        return Bytes.int64(message, from);
    }

    /** The value as MAPPED-ADDRESS and its kind encode it (RFC 8489 §14.1). */
    public InetSocketAddress address() throws StunParseException {
        return address(false);
    }

    /** The value as XOR-MAPPED-ADDRESS and its kind encode it (RFC 8489 §14.2). */
    public InetSocketAddress xorAddress() throws StunParseException {
        return address(true);
    }

    private InetSocketAddress address(boolean xor) throws StunParseException {
        if (length != 8 && length != 20) {
            throw wrong("an address of 8 or 20 bytes");
        }
        int family = message[from + 1] & 0xFF;
        if (length != (family == 1 ? 8 : family == 2 ? 20 : -1)) {
            throw wrong("family 1 with 8 bytes or family 2 with 20");
        }
        int port = Bytes.uint16(message, from + 2);
        byte[] ip = Arrays.copyOfRange(message, from + 4, from + length);
        if (xor) {
            port ^= StunMessage.COOKIE >>> 16;
            for (int i = 0; i < ip.length; i++) {
                ip[i] ^= message[4 + i]; // The cookie, then the transaction id.
            }
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }

    /** The value as ERROR-CODE. */
    public StunError error() throws StunParseException {
        if (length < 4 || length > 4 + StunError.REASON_BYTES_MAX) {
            throw wrong("4 to " + (4 + StunError.REASON_BYTES_MAX) + " bytes");
        }
        int hundreds = message[from + 2] & 7;
        int rest = message[from + 3] & 0xFF;
        if (hundreds < 3 || hundreds > 6 || rest > 99) {
            throw wrong("a code from 300 to 699");
        }
        return new StunError(hundreds * 100 + rest, new String(message, from + 4, length - 4, StandardCharsets.UTF_8));
    }

    private void requireLength(int expected) throws StunParseException {
        if (length != expected) {
            throw wrong(expected + " bytes");
        }
    }

    private StunParseException wrong(String expected) {
        return new StunParseException("Expected attribute 0x" + Integer.toHexString(type) + " to be " + expected + ", found " + length + " bytes");
    }

    /** Type and length only: values may be secret. */
    @Override
    public String toString() {
        return "0x" + Integer.toHexString(type) + "(" + length + ")";
    }
}
