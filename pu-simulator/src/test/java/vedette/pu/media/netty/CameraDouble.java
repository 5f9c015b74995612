package vedette.pu.media.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vedette.pu.media.MediaFormat;
import vedette.pu.media.MediaSink;
import vedette.pu.media.StreamRequest;
import vedette.pu.media.SyntheticSettings;
import vedette.pu.media.SyntheticSource;
import vedette.pu.media.scene.SceneKind;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Packetizer;
import vedette.rtp.sdp.SdpParseException;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtpInfo;
import vedette.rtsp.auth.DigestCredentials;
import vedette.rtsp.netty.RtspHandler;
import vedette.rtsp.netty.RtspMediaUnit;
import vedette.rtsp.netty.RtspServer;
import vedette.rtsp.netty.RtspServerOptions;
import vedette.rtsp.netty.RtspSession;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;
import vedette.rtsp.server.ServerConfig;

/**
 * Somebody else's RTSP camera: user {@code admin}, password {@code secret}; {@code /main} plays video and sound,
 * {@code /h265} describes H.265 only, {@code /dark} agrees to everything and sends nothing.
 */
final class CameraDouble implements RtspHandler, MediaSink, AutoCloseable {

    private final SyntheticSource picture = new SyntheticSource(SyntheticSettings.of("Foreign", SceneKind.SHOP, 9));
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final RtspServer server;
    private final List<RtspSession> sessions = new CopyOnWriteArrayList<>();
    private final H264Packetizer packetizer = new H264Packetizer(96, 0x1111, 65_000, 0xFFFF_F000L, 1200);
    private int soundSequence = 7;

    CameraDouble(int port) {
        server = RtspServer.start(
                RtspServerOptions.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                                ServerConfig.of("camera"))
                        .withGroup(group),
                this);
        picture.open(new StreamRequest("sub", 0, 0, 0, 0, true), this);
    }

    int port() {
        return server.port();
    }

    @Override
    public CompletionStage<RtspVerdict> authorize(RtspRequestInfo request) {
        boolean right = request.credentials() instanceof DigestCredentials digest
                && digest.username().equals("admin")
                && digest.matches("secret");
        return CompletableFuture.completedFuture(
                right ? RtspVerdict.allowed(request.path()) : RtspVerdict.unauthorized());
    }

    @Override
    public CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment) {
        String codec = request.path().equals("/h265") ? "H265" : "H264";
        try {
            return CompletableFuture.completedFuture(
                    DescribeResult.live(SessionDescription.parse("""
                    v=0
                    o=- 1 1 IN IP4 127.0.0.1
                    s=camera
                    c=IN IP4 0.0.0.0
                    t=0 0
                    m=video 0 RTP/AVP 96
                    a=rtpmap:96 %s/90000
                    m=audio 0 RTP/AVP 0
                    a=rtpmap:0 PCMU/8000
                    """.formatted(codec))));
        } catch (SdpParseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<PlayResult> play(RtspSession session, PlayRequest request) {
        if (!session.request().path().equals("/dark")) {
            sessions.add(session);
        }
        return CompletableFuture.completedFuture(PlayResult.live(List.<RtpInfo>of()));
    }

    @Override
    public void ended(RtspSession session, String reason) {
        sessions.remove(session);
    }

    @Override
    public void format(MediaFormat format) {
        // The stream says it itself.
    }

    @Override
    public synchronized void video(AccessUnit unit, Instant captureTime) {
        send(0, RtspMediaUnit.of(packetizer.packetize(unit), unit.idr()));
    }

    @Override
    public synchronized void audio(byte[] g711Alaw, long rtpTimestamp8k, Instant captureTime) {
        byte[] ulaw = G711.U_LAW.encode(G711.A_LAW.decode(g711Alaw));
        var packet = G711.U_LAW.packet(false, soundSequence++ & 0xFFFF, rtpTimestamp8k + 123_456, 0x2222, ulaw);
        send(1, RtspMediaUnit.of(List.of(packet), true));
    }

    private void send(int track, RtspMediaUnit unit) {
        for (RtspSession session : sessions) {
            session.sender(track).ifPresent(s -> s.send(unit));
        }
    }

    @Override
    public void ended(String reason) {
        sessions.clear();
    }

    @Override
    public void close() {
        picture.close();
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
