package vedette.rtsp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import vedette.rtp.Rtcp;
import vedette.rtp.RtcpPacket;
import vedette.rtp.SenderStatistics;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtsp.RtspEncoder;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.server.TrackTransport;

/**
 * Sender of one track. The counter of waiting bytes belongs to the connection and covers everything between
 * {@link #send} and the socket: tasks of the loop, units held back before PLAY is answered, and Netty's own buffer.
 */
final class TrackSender implements RtspMediaSender {
    /** Interval of sender reports; RFC 3550 §6.2 recommends 5 s at least. */
    private static final long REPORT_NANOS = 5_000_000_000L;

    private final int track;
    private final MediaDescription media;
    private final Channel connection;
    private final AtomicInteger waitingBytes;
    private final int waitingBytesMax;
    private final boolean reports;
    private final String cname;
    private final InstantSource clock;
    private final TrackTransport transport;
    private final @Nullable UdpPair udp;
    private final InetAddress peer;
    private final ArrayDeque<RtspMediaUnit> held = new ArrayDeque<>();
    private @Nullable SenderStatistics statistics;
    private long reportNanos;
    private boolean streaming;
    private boolean everStreamed;
    private volatile boolean closed;
    private volatile boolean dropping;
    /** Nothing can be decoded before the first key unit, so nothing before it is sent. */
    private volatile boolean awaitingKey = true;

    private volatile long unitsSent;
    private volatile long bytesSent;
    private volatile long unitsDropped;

    TrackSender(
            int track,
            MediaDescription media,
            Channel connection,
            AtomicInteger waitingBytes,
            ServerChannelSettings settings,
            String cname,
            TrackTransport transport,
            @Nullable UdpPair udp,
            InetAddress peer) {
        this.track = track;
        this.media = media;
        this.connection = connection;
        this.waitingBytes = waitingBytes;
        this.waitingBytesMax = settings.sendQueueBytesMax();
        this.reports = settings.senderReports();
        this.clock = settings.protocol().clock();
        this.cname = cname;
        this.transport = transport;
        this.udp = udp;
        this.peer = peer;
    }

    @Override
    public int track() {
        return track;
    }

    @Override
    public MediaDescription media() {
        return media;
    }

    @Override
    public boolean send(RtspMediaUnit unit) {
        if (closed || unit.packets().isEmpty()) {
            return false;
        }
        if (awaitingKey && !unit.key()) {
            return false;
        }
        int waiting = waitingBytes.get();
        boolean full = waiting >= waitingBytesMax || dropping && waiting > waitingBytesMax / 2;
        if (full || dropping && !unit.key()) {
            dropping = true;
            unitsDropped = unitsDropped + 1;
            return false;
        }
        dropping = false;
        awaitingKey = false;
        waitingBytes.addAndGet(unit.rtpBytes());
        return onLoop(() -> write(unit));
    }

    @Override
    public void sendRtcp(List<RtcpPacket> compound) {
        var bytes = Rtcp.encode(compound);
        onLoop(() -> {
            if (streaming) {
                writeRtcp(bytes);
            }
        });
    }

    /** False if the event loop has been shut down, with which the session is over too. */
    private boolean onLoop(Runnable task) {
        EventLoop loop = connection.eventLoop();
        if (loop.inEventLoop()) {
            task.run();
            return true;
        }
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException _) {
            closed = true;
            return false;
        }
    }

    private void write(RtspMediaUnit unit) {
        if (!streaming && !everStreamed && !closed) {
            held.add(unit);
            return;
        }
        if (!streaming) {
            waitingBytes.addAndGet(-unit.rtpBytes());
            return;
        }
        unitsSent = unitsSent + 1;
        bytesSent = bytesSent + unit.rtpBytes();
        switch (transport) {
            case TrackTransport.Interleaved(var channel, var _) ->
                counted(connection.writeAndFlush(Unpooled.wrappedBuffer(unit.interleaved(channel))), unit.rtpBytes());
            case TrackTransport.Udp(var port, var _) -> {
                var destination = new InetSocketAddress(peer, port);
                if (udp != null) {
                    for (var datagram : unit.datagrams()) {
                        counted(
                                udp.rtp.write(new DatagramPacket(Unpooled.wrappedBuffer(datagram), destination)),
                                datagram.length);
                    }
                    udp.rtp.flush();
                }
            }
        }
        report(unit);
    }

    private void counted(ChannelFuture written, int bytes) {
        written.addListener(_ -> waitingBytes.addAndGet(-bytes));
    }

    private void report(RtspMediaUnit unit) {
        if (!reports) {
            return;
        }
        var last = unit.packets().getLast();
        if (statistics == null) {
            statistics = new SenderStatistics(last.ssrc(), cname);
            reportNanos = System.nanoTime() - REPORT_NANOS;
        }
        unit.packets().forEach(statistics::onRtp);
        if (System.nanoTime() - reportNanos >= REPORT_NANOS) {
            reportNanos = System.nanoTime();
            writeRtcp(Rtcp.encode(statistics.report(clock.instant(), last.timestamp())));
        }
    }

    private void writeRtcp(byte[] bytes) {
        switch (transport) {
            case TrackTransport.Interleaved(var _, var channel) -> {
                ByteBuf frame = Unpooled.wrappedBuffer(RtspEncoder.encode(new RtspMessage.Interleaved(channel, bytes)));
                connection.writeAndFlush(frame, connection.voidPromise());
            }
            case TrackTransport.Udp(var _, var port) -> {
                if (udp != null) {
                    udp.rtcp.writeAndFlush(
                            new DatagramPacket(Unpooled.wrappedBuffer(bytes), new InetSocketAddress(peer, port)),
                            udp.rtcp.voidPromise());
                }
            }
        }
    }

    /** On the loop: PLAY was answered, or the stream pauses. */
    void streaming(boolean on) {
        streaming = on;
        awaitingKey |= !on;
        everStreamed |= on;
        while (everStreamed && !held.isEmpty()) {
            write(held.poll());
        }
    }

    /** On the loop: the session is over. */
    void close() {
        if (streaming && statistics != null && connection.isActive()) {
            writeRtcp(Rtcp.encode(statistics.goodbye()));
        }
        closed = true;
        everStreamed = true;
        streaming(false);
        if (udp != null) {
            udp.close();
        }
    }

    @Override
    public long unitsSent() {
        return unitsSent;
    }

    @Override
    public long bytesSent() {
        return bytesSent;
    }

    @Override
    public long unitsDropped() {
        return unitsDropped;
    }
}
