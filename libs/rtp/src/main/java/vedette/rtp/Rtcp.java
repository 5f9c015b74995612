package vedette.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtcpPacket.Bye;
import vedette.rtp.RtcpPacket.FullIntraRequest;
import vedette.rtp.RtcpPacket.GenericNack;
import vedette.rtp.RtcpPacket.PictureLossIndication;
import vedette.rtp.RtcpPacket.ReceiverReport;
import vedette.rtp.RtcpPacket.ReportBlock;
import vedette.rtp.RtcpPacket.SenderReport;
import vedette.rtp.RtcpPacket.SourceDescription;
import vedette.rtp.RtcpPacket.Unknown;

/**
 * Parser of RTCP compound packets (RFC 3550 §6.1); the writer is {@link RtcpWriter}, reached by {@link #encode}.
 * Reduced-size packets (RFC 5506) are accepted, so a compound need not begin with SR or RR.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| RC/FMT  |      PT       |      length in words - 1      |
 * </pre>
 */
public final class Rtcp {
    static final int SR = 200;
    static final int RR = 201;
    static final int SDES = 202;
    static final int BYE = 203;
    static final int RTPFB = 205;
    static final int PSFB = 206;
    static final int FMT_NACK = 1;
    static final int FMT_TRANSPORT_CC = 15;
    static final int FMT_PLI = 1;
    static final int FMT_FIR = 4;
    static final int FMT_AFB = 15;
    static final int REMB = 0x52454D42;

    private static final long MASK_32 = 0xFFFF_FFFFL;
    private static final int PACKETS_MAX = 64;

    private Rtcp() {}

    /** Parses a whole compound packet. */
    public static List<RtcpPacket> parse(byte[] compound) throws RtpParseException {
        return parse(ByteBuffer.wrap(compound));
    }

    /**
     * Parses the compound between position and limit; the buffer is not changed and not kept.
     *
     * @throws RtpParseException if a header or a known packet is damaged, or more than 64 packets are found
     */
    public static List<RtcpPacket> parse(ByteBuffer compound) throws RtpParseException {
        var in = compound.slice();
        var packets = new ArrayList<RtcpPacket>();
        while (in.hasRemaining()) {
            int start = in.position();
            if (in.remaining() < 4) {
                throw new RtpParseException("RTCP header of 4 bytes expected, found " + in.remaining(), start);
            }
            if (packets.size() == PACKETS_MAX) {
                throw new RtpParseException("at most 64 RTCP packets in a compound expected, found more", start);
            }
            int first = in.get() & 0xFF;
            int type = in.get() & 0xFF;
            int length = (in.getShort() & 0xFFFF) * 4;
            if (first >> 6 != 2) {
                throw new RtpParseException("RTCP version 2 expected, found " + (first >> 6), start);
            }
            if (length > in.remaining()) {
                throw new RtpParseException(
                        "RTCP packet of " + length + " bytes announced, found " + in.remaining(), start);
            }
            int end = in.position() + length;
            int padding = (first & 0x20) == 0 ? 0 : length == 0 ? 1 : in.get(end - 1) & 0xFF;
            if ((first & 0x20) != 0 && (padding == 0 || padding > length)) {
                throw new RtpParseException(
                        "RTCP padding of 1.." + length + " bytes expected, found " + padding, start);
            }
            packets.add(body(in.slice(in.position(), length - padding), type, first & 0x1F, start));
            in.position(end);
        }
        return packets;
    }

    /** The bytes of a compound packet of these packets in order. */
    public static byte[] encode(List<RtcpPacket> packets) {
        return RtcpWriter.encode(packets);
    }

    private static RtcpPacket body(ByteBuffer in, int type, int count, int start) throws RtpParseException {
        try {
            return switch (type) {
                case SR -> senderReport(in, count);
                case RR -> new ReceiverReport(u32(in), blocks(in, count));
                case SDES -> sourceDescription(in, count);
                case BYE -> bye(in, count);
                case RTPFB -> transportFeedback(in, count);
                case PSFB -> payloadFeedback(in, count);
                default -> unknown(in, type, count);
            };
        } catch (java.nio.BufferUnderflowException _) {
            throw new RtpParseException(
                    "RTCP packet type " + type + " with count " + count + ": more than " + in.limit()
                            + " bytes expected",
                    start);
        }
    }

    private static long u32(ByteBuffer in) {
        return in.getInt() & MASK_32;
    }

    private static Unknown unknown(ByteBuffer in, int type, int count) {
        in.rewind();
        var body = new byte[in.remaining()];
        in.get(body);
        return new Unknown(type, count, body);
    }

    private static SenderReport senderReport(ByteBuffer in, int count) {
        return new SenderReport(u32(in), in.getLong(), u32(in), u32(in), u32(in), blocks(in, count));
    }

    private static List<ReportBlock> blocks(ByteBuffer in, int count) {
        var blocks = new ArrayList<ReportBlock>(count);
        for (int i = 0; i < count; i++) {
            long ssrc = u32(in);
            int loss = in.getInt();
            blocks.add(new ReportBlock(ssrc, loss >>> 24, loss << 8 >> 8, u32(in), u32(in), u32(in), u32(in)));
        }
        return blocks;
    }

    private static SourceDescription sourceDescription(ByteBuffer in, int count) {
        var chunks = new ArrayList<SourceDescription.Chunk>(count);
        for (int i = 0; i < count; i++) {
            long ssrc = u32(in);
            String cname = "";
            int item;
            while ((item = in.get()) != 0) {
                var value = new byte[in.get() & 0xFF];
                in.get(value);
                if (item == 1) {
                    cname = new String(value, StandardCharsets.UTF_8);
                }
            }
            in.position(Math.min(in.limit(), (in.position() + 3) / 4 * 4));
            chunks.add(new SourceDescription.Chunk(ssrc, cname));
        }
        return new SourceDescription(chunks);
    }

    private static Bye bye(ByteBuffer in, int count) {
        var ssrcs = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(u32(in));
        }
        return new Bye(ssrcs, in.hasRemaining() ? reason(in) : null);
    }

    private static @Nullable String reason(ByteBuffer in) {
        var text = new byte[in.get() & 0xFF];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static RtcpPacket transportFeedback(ByteBuffer in, int format) throws RtpParseException {
        return switch (format) {
            case FMT_NACK -> {
                long sender = u32(in);
                long media = u32(in);
                var numbers = new ArrayList<Integer>();
                while (in.hasRemaining()) {
                    int pid = in.getShort() & 0xFFFF;
                    int mask = in.getShort() & 0xFFFF;
                    numbers.add(pid);
                    for (int bit = 0; bit < 16; bit++) {
                        if ((mask >> bit & 1) == 1) {
                            numbers.add(pid + 1 + bit & 0xFFFF);
                        }
                    }
                }
                yield new GenericNack(sender, media, numbers);
            }
            case FMT_TRANSPORT_CC -> TransportFeedbackCodec.parse(in);
            default -> unknown(in, RTPFB, format);
        };
    }

    private static RtcpPacket payloadFeedback(ByteBuffer in, int format) {
        long sender = u32(in);
        long media = u32(in);
        return switch (format) {
            case FMT_PLI -> new PictureLossIndication(sender, media);
            case FMT_FIR -> {
                var entries = new ArrayList<FullIntraRequest.Entry>();
                while (in.hasRemaining()) {
                    entries.add(new FullIntraRequest.Entry(u32(in), in.getInt() >>> 24));
                }
                yield new FullIntraRequest(sender, entries);
            }
            case FMT_AFB ->
                in.remaining() >= 8 && in.getInt(in.position()) == REMB ? remb(in, sender) : unknown(in, PSFB, format);
            default -> unknown(in, PSFB, format);
        };
    }

    private static RtcpPacket remb(ByteBuffer in, long sender) {
        in.getInt();
        int word = in.getInt();
        int exponent = word >> 18 & 0x3F;
        long mantissa = word & 0x3FFFF;
        // An exponent beyond 45 cannot be meant; the largest long is "no limit".
        long bitrateBps = exponent > 45 ? Long.MAX_VALUE : mantissa << exponent;
        var ssrcs = new ArrayList<Long>();
        for (int i = word >>> 24; i > 0; i--) {
            ssrcs.add(u32(in));
        }
        return new RtcpPacket.ReceiverEstimatedBandwidth(sender, bitrateBps, ssrcs);
    }
}
