package vedette.rtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtcpPacket.ReportBlock;

/** Writes RTCP compound packets (RFC 3550 §6.1). */
final class RtcpWriter {
    private static final int COUNT_MAX = 31;

    private RtcpWriter() {}

    static byte[] encode(List<RtcpPacket> packets) {
        var out = new ByteArrayOutputStream(128);
        for (var packet : packets) {
            switch (packet) {
                case RtcpPacket.SenderReport p -> senderReport(out, p);
                case RtcpPacket.ReceiverReport p -> {
                    var body = ByteBuffer.allocate(4 + p.blocks().size() * 24).putInt((int) p.ssrc());
                    write(
                            out,
                            Rtcp.RR,
                            p.blocks().size(),
                            blocks(body, p.blocks()).array());
                }
                case RtcpPacket.SourceDescription p -> sourceDescription(out, p);
                case RtcpPacket.Bye p -> bye(out, p.ssrcs(), p.reason());
                case RtcpPacket.GenericNack p -> nack(out, p);
                case RtcpPacket.PictureLossIndication p ->
                    write(
                            out,
                            Rtcp.PSFB,
                            Rtcp.FMT_PLI,
                            ssrcs(8, p.senderSsrc(), p.mediaSsrc()).array());
                case RtcpPacket.FullIntraRequest p -> {
                    var body = ssrcs(8 + p.entries().size() * 8, p.senderSsrc(), 0);
                    p.entries().forEach(e -> body.putInt((int) e.ssrc()).putInt(e.sequenceNumber() << 24));
                    write(out, Rtcp.PSFB, Rtcp.FMT_FIR, body.array());
                }
                case RtcpPacket.ReceiverEstimatedBandwidth p -> remb(out, p);
                case RtcpPacket.TransportFeedback p ->
                    write(out, Rtcp.RTPFB, Rtcp.FMT_TRANSPORT_CC, TransportFeedbackCodec.encode(p));
                case RtcpPacket.Unknown p -> write(out, p.packetType(), p.count(), p.body());
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, int type, int count, byte[] body) {
        if (count > COUNT_MAX) {
            throw new IllegalArgumentException("RTCP packets hold at most 31 entries, found " + count);
        }
        int padding = (4 - body.length % 4) % 4;
        int words = (body.length + padding) / 4;
        if (words > 0xFFFF) {
            throw new IllegalArgumentException("RTCP packet of at most 65,535 words expected, found " + words);
        }
        // Only feedback bodies can be uneven; they say their padding in the last byte (RFC 3550 §6.4.1).
        out.write(0x80 | (padding > 0 ? 0x20 : 0) | count);
        out.write(type);
        out.write(words >> 8);
        out.write(words);
        out.writeBytes(body);
        for (int i = 1; i <= padding; i++) {
            out.write(i == padding ? padding : 0);
        }
    }

    private static ByteBuffer ssrcs(int length, long sender, long media) {
        return ByteBuffer.allocate(length).putInt((int) sender).putInt((int) media);
    }

    private static ByteBuffer blocks(ByteBuffer out, List<ReportBlock> blocks) {
        for (var block : blocks) {
            out.putInt((int) block.ssrc());
            out.putInt(block.fractionLost() << 24 | block.cumulativeLost() & 0xFFFFFF);
            out.putInt((int) block.highestSequence()).putInt((int) block.jitter());
            out.putInt((int) block.lastSenderReport()).putInt((int) block.delaySinceLastSenderReport());
        }
        return out;
    }

    private static void senderReport(ByteArrayOutputStream out, RtcpPacket.SenderReport p) {
        var body = ByteBuffer.allocate(24 + p.blocks().size() * 24);
        body.putInt((int) p.ssrc()).putLong(p.ntpTimestamp()).putInt((int) p.rtpTimestamp());
        body.putInt((int) p.packetCount()).putInt((int) p.octetCount());
        write(out, Rtcp.SR, p.blocks().size(), blocks(body, p.blocks()).array());
    }

    private static void sourceDescription(ByteArrayOutputStream out, RtcpPacket.SourceDescription p) {
        var body = new ByteArrayOutputStream();
        for (var chunk : p.chunks()) {
            body.writeBytes(ByteBuffer.allocate(4).putInt((int) chunk.ssrc()).array());
            var name = text(chunk.cname());
            if (name.length > 0) {
                body.write(1);
                body.write(name.length);
                body.writeBytes(name);
            }
            // The list of items ends with one zero byte or more, up to the next word (RFC 3550 §6.5).
            do {
                body.write(0);
            } while (body.size() % 4 != 0);
        }
        write(out, Rtcp.SDES, p.chunks().size(), body.toByteArray());
    }

    private static void bye(ByteArrayOutputStream out, List<Long> ssrcs, @Nullable String reason) {
        var text = reason == null ? new byte[0] : text(reason);
        var body = ByteBuffer.allocate(ssrcs.size() * 4 + (text.length == 0 ? 0 : (text.length + 4) / 4 * 4));
        ssrcs.forEach(ssrc -> body.putInt((int) (long) ssrc));
        if (text.length > 0) {
            body.put((byte) text.length).put(text);
        }
        write(out, Rtcp.BYE, ssrcs.size(), body.array());
    }

    private static byte[] text(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        return bytes.length > 255 ? Arrays.copyOf(bytes, 255) : bytes;
    }

    private static void nack(ByteArrayOutputStream out, RtcpPacket.GenericNack p) {
        var numbers = p.sequenceNumbers();
        var body = ssrcs(8 + numbers.size() * 4, p.senderSsrc(), p.mediaSsrc());
        for (int i = 0; i < numbers.size(); ) {
            int pid = numbers.get(i++);
            int mask = 0;
            while (i < numbers.size()) {
                int distance = numbers.get(i) - pid & 0xFFFF;
                if (distance < 1 || distance > 16) {
                    break;
                }
                mask |= 1 << distance - 1;
                i++;
            }
            body.putShort((short) pid).putShort((short) mask);
        }
        write(out, Rtcp.RTPFB, Rtcp.FMT_NACK, Arrays.copyOf(body.array(), body.position()));
    }

    private static void remb(ByteArrayOutputStream out, RtcpPacket.ReceiverEstimatedBandwidth p) {
        int exponent = 0;
        long mantissa = p.bitrateBps();
        while (mantissa > 0x3FFFF) {
            mantissa >>= 1;
            exponent++;
        }
        var body = ssrcs(16 + p.ssrcs().size() * 4, p.senderSsrc(), 0);
        body.putInt(Rtcp.REMB).putInt(p.ssrcs().size() << 24 | exponent << 18 | (int) mantissa);
        p.ssrcs().forEach(ssrc -> body.putInt((int) (long) ssrc));
        write(out, Rtcp.PSFB, Rtcp.FMT_AFB, body.array());
    }
}
