package vedette.rtsp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.rtp.RtcpPacket;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.RtspVersion;
import vedette.rtsp.auth.DigestAlgorithm;
import vedette.rtsp.auth.DigestCredentials;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.client.RtspFailure.Kind;
import vedette.rtsp.server.ServerConfig;
import vedette.testkit.Covers;
import vedette.testkit.FreePorts;

/** Our client against our server: transports, versions, credentials and failures. */
class RtspClientIT {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final ClientCredentials VIEWER = new ClientCredentials.UserPassword("viewer", "secret");

    @TempDir
    static Path folder;

    private static EventLoopGroup group;
    private static TestStream stream;
    private static RtspServer server;

    @BeforeAll
    static void start() throws Exception {
        group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        stream = new TestStream(folder);
        var config = ServerConfig.of("vedette").withBearerOnPlainLoopback();
        server = RtspServer.start(
                RtspServerOptions.of(TestStream.loopback(0), config).withGroup(group), stream);
    }

    @AfterAll
    static void stop() {
        server.close();
        stream.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private static ClientConfig config(ClientCredentials credentials) {
        return ClientConfig.of(RtspUrl.parse("rtsp://127.0.0.1:" + server.port() + "/live/test"), credentials);
    }

    private static Viewer play(ClientConfig config) throws Exception {
        var viewer = new Viewer(30);
        try (var _ = RtspClient.connect(config, group, null, viewer)) {
            assertThat(viewer.awaitPictures(LIMIT)).isTrue();
            assertThat(viewer.senderReport.await(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(viewer.awaitFailure()).isNull();
        assertThat(viewer.damaged).hasValue(0);
        assertThat(viewer.first).isNotNull();
        assertThat(viewer.first.idr()).isTrue();
        return viewer;
    }

    @Test
    @Covers({"H6264-2", "AMB-48"})
    void version1_interleaved() throws Exception {
        play(config(VIEWER));
        assertThat(stream.authorized.stream().filter(r -> r.credentials() instanceof DigestCredentials))
                .last()
                .satisfies(r -> assertThat(((DigestCredentials) r.credentials()).algorithm())
                        .isEqualTo(DigestAlgorithm.SHA_256));
    }

    @Test
    @Covers({"H6264-2", "AMB-48"})
    void version2_interleaved() throws Exception {
        play(config(VIEWER).withVersion(RtspVersion.V2_0));
        assertThat(stream.authorized).anyMatch(r -> r.version() == RtspVersion.V2_0);
    }

    @Test
    void version1_udp() throws Exception {
        play(config(VIEWER).withUdp());
    }

    @Test
    void version2_udp() throws Exception {
        play(config(VIEWER).withUdp().withVersion(RtspVersion.V2_0));
    }

    @Test
    @Covers({"H6264-8.4-S4", "H6264-8.4-S10"})
    void bearerToken_onPlainLoopback() throws Exception {
        play(config(new ClientCredentials.Bearer("token")).withClearTextCredentials());
    }

    @Test
    void keyFrameRequest_reachesTheApplication() throws Exception {
        var viewer = new Viewer(5);
        try (var client = RtspClient.connect(config(VIEWER), group, null, viewer)) {
            assertThat(viewer.awaitPictures(LIMIT)).isTrue();
            client.requestKeyFrame(0);
            await(() -> stream.rtcp.stream()
                    .anyMatch(p ->
                            p instanceof RtcpPacket.PictureLossIndication(var _, var media) && media == 0x1234_5678));
        }
    }

    @Test
    void endByTheApplication_closesTheConnection() throws Exception {
        var viewer = new Viewer(5);
        try (var _ = RtspClient.connect(config(VIEWER), group, null, viewer)) {
            assertThat(viewer.awaitPictures(LIMIT)).isTrue();
            stream.sessions().forEach(s -> s.end("revoked"));
            assertThat(viewer.awaitFailure().kind()).isEqualTo(Kind.CLOSED);
            await(() -> stream.ended.contains("revoked"));
        }
    }

    @Test
    @Covers("H6264-8.4-S4")
    void wrongCredentials_areNamed() throws Exception {
        assertThat(failure(config(new ClientCredentials.UserPassword("viewer", "wrong")))
                        .kind())
                .isEqualTo(Kind.CREDENTIALS_WRONG);
        assertThat(failure(config(ClientCredentials.NONE)).kind()).isEqualTo(Kind.CREDENTIALS_NEEDED);
        assertThat(failure(config(new ClientCredentials.Bearer("token"))).message())
                .contains("rtsps only");
        assertThat(failure(config(new ClientCredentials.Bearer("other")).withClearTextCredentials())
                        .kind())
                .isEqualTo(Kind.CREDENTIALS_WRONG);
    }

    @Test
    void otherFailures_areNamed() throws Exception {
        var base = "rtsp://127.0.0.1:" + server.port();
        assertThat(failure(ClientConfig.of(RtspUrl.parse(base + "/none"), VIEWER))
                        .kind())
                .isEqualTo(Kind.NOT_FOUND);
        assertThat(failure(config(VIEWER).withCodecs(List.of("H265"), List.of()))
                        .message())
                .contains("[H265] expected, the camera offers H264");
        assertThat(failure(ClientConfig.of(RtspUrl.parse("rtsp://127.0.0.1:" + FreePorts.tcp() + "/x"), VIEWER))
                        .kind())
                .isEqualTo(Kind.UNREACHABLE);
    }

    private static vedette.rtsp.client.RtspFailure failure(ClientConfig config) throws Exception {
        var viewer = new Viewer(1);
        try (var _ = RtspClient.connect(config, group, null, viewer)) {
            return viewer.awaitFailure();
        }
    }

    static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("condition within %s", LIMIT)
                    .isNegative();
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }
}
