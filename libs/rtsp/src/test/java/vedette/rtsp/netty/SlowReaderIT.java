package vedette.rtsp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vedette.rtp.RtpPacket;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Depacketizer;
import vedette.rtp.h264.H264Packetizer;
import vedette.rtp.sdp.SdpParseException;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspParseException;
import vedette.rtsp.RtspParser;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;
import vedette.rtsp.server.ServerConfig;

/** A viewer that does not read costs a bounded queue and nobody else anything. */
class SlowReaderIT implements RtspHandler {
    private static final int QUEUE_BYTES = 256 * 1024;

    private final List<RtspSession> sessions = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final H264Packetizer packetizer = new H264Packetizer(96, 1, 0, 0, 1200);
    private EventLoopGroup group;
    private RtspServer server;

    @BeforeEach
    void start() {
        // One loop for all: a blocked one would stop everything.
        group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var options = RtspServerOptions.of(TestStream.loopback(0), ServerConfig.of("vedette"))
                .withGroup(group)
                .withLimits(QUEUE_BYTES, 10);
        server = RtspServer.start(options, this);
    }

    @AfterEach
    void stop() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<RtspVerdict> authorize(RtspRequestInfo request) {
        return CompletableFuture.completedFuture(RtspVerdict.allowed(null));
    }

    @Override
    public CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment) {
        try {
            return CompletableFuture.completedFuture(DescribeResult.live(
                    SessionDescription.parse("v=0\r\ns=x\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n")));
        } catch (SdpParseException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<PlayResult> play(RtspSession session, PlayRequest request) {
        sessions.add(session);
        return CompletableFuture.completedFuture(PlayResult.live(List.of()));
    }

    private RtspMediaUnit unit(int number) {
        var slice = new byte[20_000];
        slice[0] = (byte) (number % 10 == 0 ? 0x65 : 0x41);
        slice[1] = (byte) 0x80;
        return RtspMediaUnit.of(packetizer.packetize(AccessUnit.of(number * 3600L, List.of(slice))), number % 10 == 0);
    }

    @Test
    void otherViewers_getEveryPicture() throws Exception {
        try (var slow = slowReader()) {
            var viewer = new Viewer(1000);
            var url = RtspUrl.parse("rtsp://127.0.0.1:" + server.port() + "/live");
            try (var _ = RtspClient.connect(ClientConfig.of(url, ClientCredentials.NONE), group, null, viewer)) {
                RtspClientIT.await(() -> sessions.size() == 2);
                var blocked = sessions.getFirst().senders().getFirst();
                var reading = sessions.getLast().senders().getFirst();
                // 20 MB; the slow reader's socket buffers hold a few.
                for (int i = 0; i < 1000; i++) {
                    var unit = unit(i);
                    long sent = reading.unitsSent();
                    blocked.send(unit);
                    assertThat(reading.send(unit)).isTrue();
                    RtspClientIT.await(() -> reading.unitsSent() > sent);
                }
                assertThat(viewer.awaitPictures(Duration.ofSeconds(10))).isTrue();
                assertThat(viewer.damaged).hasValue(0);
                assertThat(reading.unitsDropped()).isZero();
                assertThat(blocked.unitsDropped()).isGreaterThan(100);
                assertWholePicturesAndKeyAfterGap(slow, blocked.unitsSent());
            }
        }
    }

    private Socket slowReader() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(32 * 1024);
        socket.setSoTimeout(5000);
        socket.connect(server.address());
        var base = "rtsp://127.0.0.1/live";
        socket.getOutputStream()
                .write(("SETUP " + base
                                + "/trackID=0 RTSP/2.0\r\nCSeq: 1\r\nPipelined-Requests: 1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n"
                                + "PLAY " + base + " RTSP/2.0\r\nCSeq: 2\r\nPipelined-Requests: 1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        RtspClientIT.await(() -> sessions.size() == 1);
        return socket;
    }

    /** What was sent to the slow reader is whole, and each gap ends with an IDR picture. */
    private static void assertWholePicturesAndKeyAfterGap(Socket slow, long expected)
            throws IOException, RtspParseException {
        var parser = new RtspParser(10_000);
        var depacketizer = new H264Depacketizer();
        var units = new ArrayList<AccessUnit>();
        var buffer = new byte[65_536];
        while (units.size() < expected) {
            int read = slow.getInputStream().read(buffer);
            assertThat(read).isPositive();
            parser.feed(ByteBuffer.wrap(buffer, 0, read));
            for (var message = parser.next(); message != null; message = parser.next()) {
                if (message instanceof RtspMessage.Interleaved(var channel, var data) && channel == 0) {
                    try {
                        for (var output : depacketizer.push(RtpPacket.parse(data))) {
                            units.add(((H264Depacketizer.Output.Complete) output).accessUnit());
                        }
                    } catch (vedette.rtp.RtpParseException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
        int gaps = 0;
        for (int i = 1; i < units.size(); i++) {
            if (units.get(i).pts90k() - units.get(i - 1).pts90k() != 3600) {
                gaps++;
                assertThat(units.get(i).idr()).isTrue();
            }
        }
        assertThat(units.getFirst().idr()).isTrue();
        assertThat(gaps).isLessThan(20);
    }
}
