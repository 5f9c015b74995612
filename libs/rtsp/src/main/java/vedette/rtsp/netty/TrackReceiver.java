package vedette.rtsp.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.ReceiverStatistics;
import vedette.rtp.Rtcp;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtp.RtpParseException;
import vedette.rtp.RtpReorderBuffer;
import vedette.rtsp.RtspEncoder;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.TransportSpec;
import vedette.rtsp.client.ClientTrack;

/** Receiving side of one track: order, statistics and the way back for RTCP. On the event loop only. */
final class TrackReceiver {
    /** Packets that may wait behind a gap: 1200 bytes each, about 100 ms of a 4 Mb/s stream. */
    private static final int REORDER_PACKETS = 48;

    final ClientTrack track;
    private final Channel connection;
    private final long ownSsrc;
    private final @Nullable UdpPair udp;
    private @Nullable TransportSpec transport;
    private final @Nullable RtpReorderBuffer reorder;
    private @Nullable ReceiverStatistics statistics;
    private long mediaSsrc;
    private long malformed;

    TrackReceiver(ClientTrack track, Channel connection, long ownSsrc, @Nullable UdpPair udp) {
        this.track = track;
        this.connection = connection;
        this.ownSsrc = ownSsrc;
        this.udp = udp;
        this.reorder = udp == null ? null : new RtpReorderBuffer(REORDER_PACKETS);
    }

    void ready(TransportSpec agreed) {
        transport = agreed;
        if (udp != null && agreed.serverPorts() != null) {
            // Opens the way through stateful firewalls before the server's first packet.
            sendRtcp(List.of(new RtcpPacket.ReceiverReport(ownSsrc, List.of())));
        }
    }

    /** The packets that are now in order; none if the bytes are damaged or of another payload type. */
    List<RtpPacket> rtp(byte[] bytes, long nowNanos) {
        RtpPacket packet;
        try {
            packet = RtpPacket.parse(bytes);
        } catch (RtpParseException _) {
            malformed++;
            return List.of();
        }
        if (packet.payloadType() != track.rtpMap().payloadType()) {
            return List.of();
        }
        if (statistics == null || packet.ssrc() != mediaSsrc) {
            mediaSsrc = packet.ssrc();
            statistics = new ReceiverStatistics(mediaSsrc, track.rtpMap().clockRateHz());
        }
        statistics.onRtp(packet, nowNanos);
        return reorder == null ? List.of(packet) : reorder.push(packet);
    }

    List<RtcpPacket> rtcp(byte[] bytes, long nowNanos) {
        try {
            var packets = Rtcp.parse(bytes);
            for (var packet : packets) {
                if (packet instanceof RtcpPacket.SenderReport report
                        && statistics != null
                        && report.ssrc() == mediaSsrc) {
                    statistics.onSenderReport(report, nowNanos);
                }
            }
            return packets;
        } catch (RtpParseException _) {
            malformed++;
            return List.of();
        }
    }

    long malformed() {
        return malformed;
    }

    void report(long nowNanos) {
        if (statistics != null) {
            sendRtcp(List.of(
                    new RtcpPacket.ReceiverReport(ownSsrc, List.of(statistics.report(nowNanos))),
                    new RtcpPacket.SourceDescription(
                            List.of(new RtcpPacket.SourceDescription.Chunk(ownSsrc, Long.toHexString(ownSsrc))))));
        }
    }

    void requestKeyFrame() {
        var compound = new ArrayList<RtcpPacket>();
        compound.add(new RtcpPacket.ReceiverReport(ownSsrc, List.of()));
        compound.add(new RtcpPacket.PictureLossIndication(ownSsrc, mediaSsrc));
        sendRtcp(compound);
    }

    void sendRtcp(List<RtcpPacket> compound) {
        var agreed = transport;
        if (agreed == null || !connection.isActive()) {
            return;
        }
        var bytes = Rtcp.encode(compound);
        if (udp != null && agreed.serverPorts() != null) {
            var peer = ((InetSocketAddress) connection.remoteAddress()).getAddress();
            var destination = new InetSocketAddress(peer, agreed.serverPorts().rtcp());
            udp.rtcp.writeAndFlush(
                    new DatagramPacket(Unpooled.wrappedBuffer(bytes), destination), udp.rtcp.voidPromise());
        } else if (agreed.interleaved() != null) {
            var frame = new RtspMessage.Interleaved(agreed.interleaved().rtcp(), bytes);
            connection.writeAndFlush(Unpooled.wrappedBuffer(RtspEncoder.encode(frame)), connection.voidPromise());
        }
    }

    void close() {
        if (udp != null) {
            udp.close();
        }
    }
}
