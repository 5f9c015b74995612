package vedette.rtp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An RTP packet (RFC 3550 §5.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                             SSRC                              |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                   CSRC list (0..15 words)                     |
 * </pre>
 *
 * <p>Immutable by agreement: the payload array is handed out without a copy and must not be changed. Padding is removed
 * on parsing and never written. Safe for use by any thread.
 *
 * @param payloadType 0..127
 * @param marker the marker bit; for H.264 the last packet of an access unit
 * @param sequenceNumber 0..65535
 * @param timestamp 32-bit RTP timestamp, unsigned, in units of the payload's clock rate
 * @param ssrc synchronization source, unsigned 32 bits
 * @param csrcs contributing sources, at most 15, each unsigned 32 bits
 * @param extension header extension or null
 * @param payload the payload bytes, not copied
 */
public record RtpPacket(
        int payloadType,
        boolean marker,
        int sequenceNumber,
        long timestamp,
        long ssrc,
        List<Long> csrcs,
        @Nullable RtpHeaderExtension extension,
        byte[] payload) {
    /** Bytes of the fixed header (RFC 3550 §5.1). */
    public static final int FIXED_HEADER_BYTES = 12;

    private static final long MASK_32 = 0xFFFF_FFFFL;

    /** Checks the ranges of the fields. */
    public RtpPacket {
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("payload type 0..127 expected, found " + payloadType);
        }
        if (sequenceNumber < 0 || sequenceNumber > 0xFFFF) {
            throw new IllegalArgumentException("sequence number 0..65535 expected, found " + sequenceNumber);
        }
        if ((timestamp & ~MASK_32) != 0 || (ssrc & ~MASK_32) != 0) {
            throw new IllegalArgumentException(
                    "timestamp and SSRC are unsigned 32 bits, found " + timestamp + ", " + ssrc);
        }
        if (csrcs.size() > 15) {
            throw new IllegalArgumentException("at most 15 CSRCs expected, found " + csrcs.size());
        }
        csrcs = List.copyOf(csrcs);
    }

    /** A packet without CSRCs and header extension; timestamp and SSRC are cut to 32 bits. */
    public static RtpPacket of(
            int payloadType, boolean marker, int sequenceNumber, long timestamp, long ssrc, byte[] payload) {
        return new RtpPacket(
                payloadType,
                marker,
                sequenceNumber & 0xFFFF,
                timestamp & MASK_32,
                ssrc & MASK_32,
                List.of(),
                null,
                payload);
    }

    /** The same packet with another payload type, sequence number, timestamp and SSRC, for relays that rewrite. */
    public RtpPacket withHeader(int newPayloadType, int newSequenceNumber, long newTimestamp, long newSsrc) {
        return new RtpPacket(
                newPayloadType,
                marker,
                newSequenceNumber & 0xFFFF,
                newTimestamp & MASK_32,
                newSsrc & MASK_32,
                csrcs,
                extension,
                payload);
    }

    /** The same packet with this header extension, or without one. */
    public RtpPacket withExtension(@Nullable RtpHeaderExtension newExtension) {
        return new RtpPacket(payloadType, marker, sequenceNumber, timestamp, ssrc, csrcs, newExtension, payload);
    }

    /**
     * Parses a whole packet; the payload is copied.
     *
     * @throws RtpParseException if the bytes are not an RTP version 2 packet
     */
    public static RtpPacket parse(byte[] packet) throws RtpParseException {
        return parse(ByteBuffer.wrap(packet));
    }

    /**
     * Parses the packet between position and limit; the buffer is not changed and not kept.
     *
     * @throws RtpParseException if the bytes are not an RTP version 2 packet
     */
    public static RtpPacket parse(ByteBuffer packet) throws RtpParseException {
        var in = packet.duplicate().order(java.nio.ByteOrder.BIG_ENDIAN);
        int start = in.position();
        int length = in.remaining();
        if (length < FIXED_HEADER_BYTES) {
            throw new RtpParseException("RTP packet: at least 12 bytes expected, found " + length, 0);
        }
        int first = in.get() & 0xFF;
        if (first >> 6 != 2) {
            throw new RtpParseException("RTP version 2 expected, found " + (first >> 6), 0);
        }
        int second = in.get() & 0xFF;
        int sequenceNumber = in.getShort() & 0xFFFF;
        long timestamp = in.getInt() & MASK_32;
        long ssrc = in.getInt() & MASK_32;
        var csrcs = csrcs(in, first & 0x0F);
        var extension = (first & 0x10) != 0 ? extension(in, start) : null;
        int payloadLength = in.remaining();
        if ((first & 0x20) != 0) {
            int padding = payloadLength == 0 ? 0 : in.get(in.limit() - 1) & 0xFF;
            if (padding == 0 || padding > payloadLength) {
                throw new RtpParseException(
                        "padding of 1.." + payloadLength + " bytes expected, found " + padding, length - 1);
            }
            payloadLength -= padding;
        }
        var payload = new byte[payloadLength];
        in.get(payload);
        return new RtpPacket(
                second & 0x7F, (second & 0x80) != 0, sequenceNumber, timestamp, ssrc, csrcs, extension, payload);
    }

    private static List<Long> csrcs(ByteBuffer in, int count) throws RtpParseException {
        if (count == 0) {
            return List.of();
        }
        if (in.remaining() < count * 4) {
            throw new RtpParseException(
                    count + " CSRCs announced, found " + in.remaining() + " bytes", FIXED_HEADER_BYTES);
        }
        var csrcs = new Long[count];
        for (int i = 0; i < count; i++) {
            csrcs[i] = in.getInt() & MASK_32;
        }
        return List.of(csrcs);
    }

    private static RtpHeaderExtension extension(ByteBuffer in, int start) throws RtpParseException {
        if (in.remaining() < 4) {
            throw new RtpParseException(
                    "header extension of 4 bytes or more expected, found " + in.remaining(), in.position() - start);
        }
        int profile = in.getShort() & 0xFFFF;
        int words = in.getShort() & 0xFFFF;
        if (in.remaining() < words * 4) {
            throw new RtpParseException(
                    "header extension of " + words + " words announced, found " + in.remaining() + " bytes",
                    in.position() - start);
        }
        var data = new byte[words * 4];
        in.get(data);
        return new RtpHeaderExtension(profile, data);
    }

    /** Bytes that {@link #encode()} writes. */
    public int encodedLength() {
        return FIXED_HEADER_BYTES
                + csrcs.size() * 4
                + (extension == null ? 0 : 4 + extension.data().length)
                + payload.length;
    }

    /** The packet's bytes. */
    public byte[] encode() {
        var out = ByteBuffer.allocate(encodedLength());
        encode(out);
        return out.array();
    }

    /**
     * Writes the packet at the buffer's position.
     *
     * @throws java.nio.BufferOverflowException if fewer than {@link #encodedLength()} bytes remain
     */
    public void encode(ByteBuffer out) {
        out.put((byte) (0x80 | (extension == null ? 0 : 0x10) | csrcs.size()));
        out.put((byte) ((marker ? 0x80 : 0) | payloadType));
        out.putShort((short) sequenceNumber).putInt((int) timestamp).putInt((int) ssrc);
        for (long csrc : csrcs) {
            out.putInt((int) csrc);
        }
        if (extension != null) {
            out.putShort((short) extension.profile())
                    .putShort((short) (extension.data().length / 4))
                    .put(extension.data());
        }
        out.put(payload);
    }

    /**
     * Whether these bytes, received on a port shared by RTP and RTCP, are RTCP: packet types 192..223 (RFC 5761 §4).
     *
     * @param second the second byte of the packet
     */
    public static boolean isRtcp(byte second) {
        int type = second & 0xFF;
        return type >= 192 && type <= 223;
    }

    /** Whether all fields and the payload's bytes are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RtpPacket o
                && payloadType == o.payloadType
                && marker == o.marker
                && sequenceNumber == o.sequenceNumber
                && timestamp == o.timestamp
                && ssrc == o.ssrc
                && csrcs.equals(o.csrcs)
                && java.util.Objects.equals(extension, o.extension)
                && Arrays.equals(payload, o.payload);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(ssrc << 16 ^ timestamp ^ sequenceNumber) * 31 + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "RtpPacket[pt=" + payloadType + (marker ? " M" : "") + " seq=" + sequenceNumber + " ts=" + timestamp
                + " ssrc=" + Long.toHexString(ssrc) + " payload=" + payload.length + "]";
    }
}
