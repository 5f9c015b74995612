package vedette.rtsp.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtcpPacket;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.AnnexB;
import vedette.rtp.h264.H264Fmtp;
import vedette.rtp.h264.H264Packetizer;
import vedette.rtp.h264.H264ParseException;
import vedette.rtp.h264.NalUnits;
import vedette.rtp.sdp.SdpParseException;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtpInfo;
import vedette.rtsp.auth.Credentials;
import vedette.rtsp.auth.DigestCredentials;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;

/**
 * A live stream for tests: a picture made by ffmpeg, sent in a loop at 25 pictures per second to all sessions that play.
 * Path {@code /live/test}; user {@code viewer} with password {@code secret}, or the token {@code token}.
 */
final class TestStream implements RtspHandler, AutoCloseable {
    static final int PAYLOAD_TYPE = 96;
    private static final int TICKS = 3600;

    private final List<AccessUnit> units;
    private final SessionDescription sdp;
    private final H264Packetizer packetizer = new H264Packetizer(PAYLOAD_TYPE, 0x1234_5678, 65_500, 0xFFFF_0000L, 1200);
    private final List<RtspSession> sessions = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();
    private long sent;
    final List<RtspRequestInfo> authorized = new CopyOnWriteArrayList<>();
    final List<String> ended = new CopyOnWriteArrayList<>();
    final List<RtcpPacket> rtcp = new CopyOnWriteArrayList<>();

    TestStream(Path folder) throws IOException, InterruptedException, H264ParseException, SdpParseException {
        units = AnnexB.accessUnits(encode(folder, "640x360", 50), TICKS);
        var first = units.getFirst();
        var fmtp = H264Fmtp.of(
                first.first(NalUnits.SPS).orElseThrow(),
                first.first(NalUnits.PPS).orElseThrow());
        sdp = SessionDescription.parse("""
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=test
                c=IN IP4 0.0.0.0
                t=0 0
                m=video 0 RTP/AVP 96
                a=rtpmap:96 H264/90000
                a=fmtp:96 %s
                """.formatted(fmtp.format()));
        pacer.scheduleAtFixedRate(this::next, 0, 40, TimeUnit.MILLISECONDS);
    }

    /** A baseline stream in Annex B with an IDR picture each second. */
    static byte[] encode(Path folder, String size, int pictures) throws IOException, InterruptedException {
        var file = folder.resolve("test-" + size + "-" + pictures + ".h264");
        var process = new ProcessBuilder(
                        "/usr/bin/ffmpeg",
                        "-v",
                        "error",
                        "-y",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=" + size + ":rate=25",
                        "-frames:v",
                        "" + pictures,
                        "-c:v",
                        "libx264",
                        "-profile:v",
                        "baseline",
                        "-preset",
                        "ultrafast",
                        "-g",
                        "25",
                        "-bf",
                        "0",
                        "-pix_fmt",
                        "yuv420p",
                        "-f",
                        "h264",
                        file.toString())
                .inheritIO()
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("ffmpeg could not make the test stream");
        }
        return Files.readAllBytes(file);
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private synchronized void next() {
        var unit = units.get((int) (sent % units.size()));
        var packets = packetizer.packetize(new AccessUnit(sent * TICKS, unit.idr(), unit.nalUnits()));
        sent++;
        var shared = RtspMediaUnit.of(packets, unit.idr());
        for (var session : sessions) {
            session.senders().forEach(s -> s.send(shared));
        }
    }

    @Override
    public CompletionStage<RtspVerdict> authorize(RtspRequestInfo request) {
        authorized.add(request);
        boolean right = switch (request.credentials()) {
            case DigestCredentials digest -> digest.username().equals("viewer") && digest.matches("secret");
            case Credentials.Basic(var user, var password) -> user.equals("viewer") && password.equals("secret");
            case Credentials.Bearer(var token) -> token.equals("token");
            case Credentials.None _ -> false;
        };
        return CompletableFuture.completedFuture(right ? RtspVerdict.allowed("viewer") : RtspVerdict.unauthorized());
    }

    @Override
    public CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment) {
        return CompletableFuture.supplyAsync(
                () -> request.path().equals("/live/test") ? DescribeResult.live(sdp) : DescribeResult.refused(404));
    }

    @Override
    public CompletionStage<PlayResult> play(RtspSession session, PlayRequest request) {
        synchronized (this) {
            var info =
                    new RtpInfo(0, 0x1234_5678, packetizer.nextSequenceNumber(), packetizer.rtpTimestamp(sent * TICKS));
            if (!sessions.contains(session)) {
                sessions.add(session);
            }
            return CompletableFuture.completedFuture(PlayResult.live(List.of(info)));
        }
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

    List<RtspSession> sessions() {
        return new ArrayList<>(sessions);
    }

    @Override
    public void close() {
        pacer.shutdownNow();
    }
}
