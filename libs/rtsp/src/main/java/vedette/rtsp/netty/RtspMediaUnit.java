package vedette.rtsp.netty;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtpPacket;
import vedette.rtsp.RtspEncoder;

/**
 * RTP packets that are sent or dropped as a whole: an access unit or an audio packet. Encoded once, however many sessions
 * it is sent to. Immutable; safe for use by any thread.
 */
public final class RtspMediaUnit {
    private static final int CHANNELS_CACHED = 8;

    private final List<RtpPacket> packets;
    private final boolean key;
    private final int rtpBytes;
    /** Interleaved form by channel; clients choose 0, 2, 4 … nearly always. A lost race costs one encoding more. */
    private final AtomicReferenceArray<byte[]> interleaved = new AtomicReferenceArray<>(CHANNELS_CACHED);

    private volatile byte @Nullable [][] datagrams;

    private RtspMediaUnit(List<RtpPacket> packets, boolean key) {
        this.packets = List.copyOf(packets);
        this.key = key;
        this.rtpBytes = packets.stream().mapToInt(RtpPacket::encodedLength).sum();
    }

    /**
     * A unit of these packets.
     *
     * @param key whether decoding may start here
     */
    public static RtspMediaUnit of(List<RtpPacket> packets, boolean key) {
        return new RtspMediaUnit(packets, key);
    }

    /** The packets. */
    public List<RtpPacket> packets() {
        return packets;
    }

    /** Whether decoding may start here. */
    public boolean key() {
        return key;
    }

    /** Bytes of all packets. */
    public int rtpBytes() {
        return rtpBytes;
    }

    /** All packets, each behind its interleaved header, as one array that must not be changed. */
    byte[] interleaved(int channel) {
        var cached = channel < CHANNELS_CACHED ? interleaved.get(channel) : null;
        if (cached != null) {
            return cached;
        }
        var out = ByteBuffer.allocate(rtpBytes + packets.size() * RtspEncoder.INTERLEAVED_HEADER_BYTES);
        for (var packet : packets) {
            RtspEncoder.interleavedHeader(out, channel, packet.encodedLength());
            packet.encode(out);
        }
        if (channel < CHANNELS_CACHED) {
            interleaved.set(channel, out.array());
        }
        return out.array();
    }

    /** The packets' bytes, which must not be changed. */
    byte[][] datagrams() {
        var cached = datagrams;
        if (cached == null) {
            cached = packets.stream().map(RtpPacket::encode).toArray(byte[][]::new);
            datagrams = cached;
        }
        return cached;
    }
}
