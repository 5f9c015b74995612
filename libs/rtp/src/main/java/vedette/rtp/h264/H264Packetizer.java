package vedette.rtp.h264;

import java.util.ArrayList;
import java.util.List;
import vedette.rtp.RtpPacket;

/**
 * Turns access units into RTP packets in packetization mode 1 (RFC 6184 §6.3): parameter sets and SEI together in a
 * STAP-A where they fit, other NAL units alone, larger ones as FU-A in equal parts. The marker is set on the last packet
 * of an access unit. Not thread-safe: it owns the sequence number.
 */
public final class H264Packetizer {
    /** Payload bytes that fit the path MTU of nearly every network with SRTP, TURN and IPv6 headers around them. */
    public static final int PAYLOAD_BYTES_DEFAULT = 1200;

    private static final int PAYLOAD_BYTES_MIN = 64;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int FU_HEADER_BYTES = 2;
    private static final int NAL_HEADER_MASK = 0xE0;

    private final int payloadType;
    private final long ssrc;
    private final int payloadBytesMax;
    private final long timestampOffset;
    private int nextSequenceNumber;

    /**
     * @param payloadType dynamic payload type, 96..127 by custom
     * @param ssrc synchronization source
     * @param firstSequenceNumber sequence number of the first packet, random by RFC 3550 §5.1
     * @param timestampOffset added to each pts, random by RFC 3550 §5.1
     * @param payloadBytesMax most payload bytes of a packet, at least 64
     */
    public H264Packetizer(
            int payloadType, long ssrc, int firstSequenceNumber, long timestampOffset, int payloadBytesMax) {
        if (payloadBytesMax < PAYLOAD_BYTES_MIN || payloadBytesMax > 0xFFFF - RtpPacket.FIXED_HEADER_BYTES) {
            throw new IllegalArgumentException("payload limit of 64..65523 bytes expected, found " + payloadBytesMax);
        }
        this.payloadType = payloadType;
        this.ssrc = ssrc;
        this.nextSequenceNumber = firstSequenceNumber & 0xFFFF;
        this.timestampOffset = timestampOffset;
        this.payloadBytesMax = payloadBytesMax;
    }

    /** Sequence number that the next packet will have, for RTP-Info. */
    public int nextSequenceNumber() {
        return nextSequenceNumber;
    }

    /** RTP timestamp of this presentation time, for RTP-Info and sender reports. */
    public long rtpTimestamp(long pts90k) {
        return pts90k + timestampOffset & 0xFFFF_FFFFL;
    }

    /** The packets of an access unit in sending order; none if it has no NAL units. */
    public List<RtpPacket> packetize(AccessUnit accessUnit) {
        var payloads = new ArrayList<byte[]>();
        var aggregate = new ArrayList<byte[]>();
        for (var unit : accessUnit.nalUnits()) {
            if (unit.length == 0) {
                continue;
            }
            boolean small = !NalUnits.isSlice(unit) && unit.length + 3 <= payloadBytesMax;
            if (!small || stapLength(aggregate) + 2 + unit.length > payloadBytesMax) {
                flush(aggregate, payloads);
            }
            if (small) {
                aggregate.add(unit);
            } else if (unit.length <= payloadBytesMax) {
                payloads.add(unit);
            } else {
                fragment(unit, payloads);
            }
        }
        flush(aggregate, payloads);
        long timestamp = rtpTimestamp(accessUnit.pts90k());
        var packets = new ArrayList<RtpPacket>(payloads.size());
        for (int i = 0; i < payloads.size(); i++) {
            packets.add(RtpPacket.of(
                    payloadType, i == payloads.size() - 1, nextSequenceNumber, timestamp, ssrc, payloads.get(i)));
            nextSequenceNumber = nextSequenceNumber + 1 & 0xFFFF;
        }
        return packets;
    }

    private static int stapLength(List<byte[]> units) {
        int length = 1;
        for (var unit : units) {
            length += 2 + unit.length;
        }
        return length;
    }

    /** Single NAL unit packet (RFC 6184 §5.6) or STAP-A (§5.7.1). */
    private static void flush(List<byte[]> aggregate, List<byte[]> payloads) {
        if (aggregate.size() == 1) {
            payloads.add(aggregate.getFirst());
        } else if (aggregate.size() > 1) {
            var out = new byte[stapLength(aggregate)];
            int forbidden = 0;
            int refIdc = 0;
            int at = 1;
            for (var unit : aggregate) {
                forbidden |= unit[0] & 0x80;
                refIdc = Math.max(refIdc, unit[0] & 0x60);
                out[at++] = (byte) (unit.length >> 8);
                out[at++] = (byte) unit.length;
                System.arraycopy(unit, 0, out, at, unit.length);
                at += unit.length;
            }
            out[0] = (byte) (forbidden | refIdc | STAP_A);
            payloads.add(out);
        }
        aggregate.clear();
    }

    /** FU-A fragments (RFC 6184 §5.8); their sizes differ by one byte at most. */
    private void fragment(byte[] unit, List<byte[]> payloads) {
        int body = unit.length - 1;
        int room = payloadBytesMax - FU_HEADER_BYTES;
        int count = (body + room - 1) / room;
        int at = 1;
        for (int i = 0; i < count; i++) {
            int length = body / count + (i < body % count ? 1 : 0);
            var out = new byte[FU_HEADER_BYTES + length];
            out[0] = (byte) (unit[0] & NAL_HEADER_MASK | FU_A);
            out[1] = (byte) ((i == 0 ? 0x80 : 0) | (i == count - 1 ? 0x40 : 0) | unit[0] & 0x1F);
            System.arraycopy(unit, at, out, FU_HEADER_BYTES, length);
            at += length;
            payloads.add(out);
        }
    }
}
