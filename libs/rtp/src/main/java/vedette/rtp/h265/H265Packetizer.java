package vedette.rtp.h265;

import java.util.ArrayList;
import java.util.List;
import vedette.rtp.RtpPacket;
import vedette.rtp.h264.AccessUnit;

/**
 * Turns access units into RTP packets in the order of decoding (RFC 7798 §4): NAL units alone, larger ones as fragmentation
 * units. The marker is set on the last packet of an access unit. Not thread-safe: it owns the sequence number.
 */
public final class H265Packetizer {
    private static final int FU = 49;
    private static final int FU_HEADER_BYTES = 3;
    private static final int PAYLOAD_BYTES_MIN = 64;

    private final int payloadType;
    private final long ssrc;
    private final int payloadBytesMax;
    private final long timestampOffset;
    private int nextSequenceNumber;

    /**
     * @param payloadType dynamic payload type, 96..127 by custom
     * @param firstSequenceNumber sequence number of the first packet, random by RFC 3550 §5.1
     * @param timestampOffset added to each pts, random by RFC 3550 §5.1
     * @param payloadBytesMax most payload bytes of a packet, at least 64
     */
    public H265Packetizer(
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

    /** The packets of an access unit in sending order. */
    public List<RtpPacket> packetize(AccessUnit accessUnit) {
        var payloads = new ArrayList<byte[]>();
        for (var unit : accessUnit.nalUnits()) {
            if (unit.length < 2) {
                continue;
            }
            if (unit.length <= payloadBytesMax) {
                payloads.add(unit);
            } else {
                fragment(unit, payloads);
            }
        }
        var packets = new ArrayList<RtpPacket>(payloads.size());
        for (int i = 0; i < payloads.size(); i++) {
            packets.add(RtpPacket.of(
                    payloadType,
                    i == payloads.size() - 1,
                    nextSequenceNumber,
                    accessUnit.pts90k() + timestampOffset,
                    ssrc,
                    payloads.get(i)));
            nextSequenceNumber = nextSequenceNumber + 1 & 0xFFFF;
        }
        return packets;
    }

    /** Fragmentation units (RFC 7798 §4.4.3). */
    private void fragment(byte[] unit, List<byte[]> payloads) {
        int room = payloadBytesMax - FU_HEADER_BYTES;
        for (int at = 2; at < unit.length; at += room) {
            int length = Math.min(room, unit.length - at);
            var out = new byte[FU_HEADER_BYTES + length];
            out[0] = (byte) (unit[0] & 0x81 | FU << 1);
            out[1] = unit[1];
            out[2] = (byte) ((at == 2 ? 0x80 : 0) | (at + length == unit.length ? 0x40 : 0) | unit[0] >> 1 & 0x3F);
            System.arraycopy(unit, at, out, FU_HEADER_BYTES, length);
            payloads.add(out);
        }
    }
}
