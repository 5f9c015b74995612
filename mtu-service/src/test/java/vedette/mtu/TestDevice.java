package vedette.mtu;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vedette.contracts.sd.RelayTicket;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Fmtp;
import vedette.rtp.h264.H264Packetizer;
import vedette.rtp.h265.H265Fmtp;
import vedette.rtp.h265.H265Packetizer;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.netty.RtspHandler;
import vedette.rtsp.netty.RtspMediaUnit;
import vedette.rtsp.netty.RtspServerChannel;
import vedette.rtsp.netty.RtspSession;
import vedette.rtsp.netty.ServerChannelSettings;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;
import vedette.rtsp.server.ServerConfig;

/** A camera that dials the MTU and serves footage there, by hand or 25 pictures per second. */
final class TestDevice implements RtspHandler, AutoCloseable {
    private static final long SSRC = 0x0BAD_CAFEL;
    private static final long TIMESTAMP_OFFSET = 0xFFFF_0000L;

    private final Footage footage;
    private final boolean sound;
    private final H264Packetizer h264 = new H264Packetizer(96, SSRC, 65_500, TIMESTAMP_OFFSET, 1200);
    private final H265Packetizer h265 = new H265Packetizer(96, SSRC, 65_500, TIMESTAMP_OFFSET, 1200);
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();
    private final List<RtspSession> sessions = new CopyOnWriteArrayList<>();
    final List<RtspRequestInfo> requests = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    final List<RtcpPacket> rtcp = new CopyOnWriteArrayList<>();
    /** Sessions that began to play. */
    final CompletableFuture<RtspSession> played = new CompletableFuture<>();
    /** RTP bytes sent. */
    volatile long bytesSent;
    volatile @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> pace;
    private long next;

    TestDevice(Footage footage) {
        this(footage, false);
    }

    /** @param sound whether it describes a track of G.711 too, which stays silent */
    TestDevice(Footage footage, boolean sound) {
        this.footage = footage;
        this.sound = sound;
    }

    /** Dials; gives the status of the answer. After 101 the connection is served. */
    int dial(RelayTicket ticket) throws Exception {
        return dial(ticket.url(), ticket.ticket(), ticket.tlsCaPem().getFirst());
    }

    int dial(String url, String ticket, String authority) throws Exception {
        URI uri = URI.create(url);
        var tls = SslContextBuilder.forClient()
                .trustManager(new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII)))
                .build();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel dialled) {
                        channel = dialled;
                        dialled.pipeline().addLast(tls.newHandler(dialled.alloc(), uri.getHost(), uri.getPort()), new Upgrade(ticket, status));
                    }
                })
                .connect(uri.getHost(), uri.getPort())
                .sync();
        return status.get(10, TimeUnit.SECONDS);
    }

    private final class Upgrade extends SimpleChannelInboundHandler<ByteBuf> {
        private final String ticket;
        private final CompletableFuture<Integer> status;
        private final StringBuilder answer = new StringBuilder();

        Upgrade(String ticket, CompletableFuture<Integer> status) {
            this.ticket = ticket;
            this.status = status;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.copiedBuffer(
                    "GET /v1/reverse HTTP/1.1\r\nHost: mtu\r\nConnection: Upgrade\r\nUpgrade: vedette-rtsp/1\r\nAuthorization: Bearer " + ticket
                            + "\r\n\r\n",
                    StandardCharsets.US_ASCII));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            while (bytes.isReadable() && answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) bytes.readByte());
            }
            if (answer.indexOf("\r\n\r\n") >= 0 && !status.isDone()) {
                int code = Integer.parseInt(answer.substring(9, 12));
                if (code == 101) {
                    ByteBuf rest = bytes.retainedSlice();
                    context.pipeline().addLast(new RtspServerChannel(ServerChannelSettings.of(ServerConfig.of("vedette")), TestDevice.this));
                    context.fireChannelRead(rest);
                    context.pipeline().remove(this);
                }
                status.complete(code);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            status.complete(0);
        }
    }

    /** Sends so many pictures at once. */
    synchronized void send(int pictures) {
        for (int i = 0; i < pictures; i++) {
            AccessUnit unit = footage.unit(next++);
            List<RtpPacket> packets = footage.h265() ? h265.packetize(unit) : h264.packetize(unit);
            RtspMediaUnit shared = RtspMediaUnit.of(packets, unit.idr());
            for (RtspSession session : sessions) {
                session.sender(0).ifPresent(sender -> {
                    if (sender.send(shared)) {
                        bytesSent += shared.rtpBytes();
                    }
                });
            }
        }
    }

    /** Pictures sent. */
    synchronized int sent() {
        return (int) next;
    }

    /** RTP timestamp of the last picture sent. */
    synchronized long lastTimestamp() {
        return TIMESTAMP_OFFSET + footage.unit(next - 1).pts90k() & 0xFFFF_FFFFL;
    }

    /** Which picture has this RTP timestamp; for footage without reordering. */
    int indexOf(long timestamp) {
        return (int) ((timestamp - TIMESTAMP_OFFSET - footage.unit(0).pts90k() & 0xFFFF_FFFFL) / Footage.TICKS);
    }

    /** Sends 25 pictures per second from now on. */
    void run() {
        pace = pacer.scheduleAtFixedRate(() -> send(1), 0, 40, TimeUnit.MILLISECONDS);
    }

    void pause() {
        ScheduledFuture<?> running = pace;
        if (running != null) {
            running.cancel(false);
        }
    }

    /** Waits until the MTU plays. */
    void awaitPlay() throws Exception {
        played.get(10, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<RtspVerdict> authorize(RtspRequestInfo request) {
        requests.add(request);
        return CompletableFuture.completedFuture(RtspVerdict.allowed(null));
    }

    @Override
    public CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment) {
        try {
            List<String> lines = new ArrayList<>(List.of(
                    "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=camera", "c=IN IP4 0.0.0.0", "t=0 0", "m=video 0 RTP/AVP 96",
                    "a=rtpmap:96 " + (footage.h265() ? "H265" : "H264") + "/90000"));
            lines.add("a=fmtp:96 "
                    + (footage.h265()
                            ? new H265Fmtp(footage.parameterSets()).format()
                            : H264Fmtp.of(footage.parameterSets().get(0), footage.parameterSets().get(1)).format()));
            if (sound) {
                lines.add("m=audio 0 RTP/AVP 8");
            }
            return CompletableFuture.completedFuture(DescribeResult.live(SessionDescription.parse(String.join("\r\n", lines) + "\r\n")));
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<PlayResult> play(RtspSession session, PlayRequest request) {
        if (!sessions.contains(session)) {
            sessions.add(session);
        }
        played.complete(session);
        return CompletableFuture.completedFuture(PlayResult.live(List.of()));
    }

    @Override
    public void rtcp(RtspSession session, int track, List<RtcpPacket> packets) {
        rtcp.addAll(packets);
    }

    @Override
    public void ended(RtspSession session, String reason) {
        sessions.remove(session);
        ended.add(reason);
    }

    /** Loses the connection without a word. */
    void cut() throws Exception {
        Channel standing = channel;
        if (standing != null) {
            standing.close().sync();
        }
    }

    @Override
    public void close() {
        pacer.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
