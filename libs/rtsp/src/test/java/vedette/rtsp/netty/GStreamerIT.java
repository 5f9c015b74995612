package vedette.rtsp.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vedette.rtp.RtpPacket;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.RtspVersion;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.client.ClientTrack;
import vedette.rtsp.client.RtspFailure.Kind;
import vedette.rtsp.server.ServerConfig;
import vedette.testkit.Covers;
import vedette.testkit.Processes;

/** Both sides against GStreamer, which speaks both versions: its server as a camera, its client as a viewer. */
class GStreamerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ClientCredentials VIEWER = new ClientCredentials.UserPassword("viewer", "secret");

    @TempDir
    static Path folder;

    private static EventLoopGroup group;
    private static Path script;

    @BeforeAll
    static void start() throws Exception {
        group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        script = folder.resolve("gst_server.py");
        try (var in = GStreamerIT.class.getResourceAsStream("/vedette/rtsp/gst_server.py")) {
            Files.write(script, java.util.Objects.requireNonNull(in).readAllBytes());
        }
    }

    @AfterAll
    static void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    /** A camera by GStreamer; the test is skipped where its Python binding is not installed. */
    private static Processes camera(String kind) {
        var process = Processes.start("/usr/bin/python3", script.toString(), kind);
        RtspClientIT.await(() ->
                process.outputText().startsWith("ready") || !process.process().isAlive());
        assumeThat(process.outputText())
                .as("gir1.2-gst-rtsp-server-1.0 and python3-gi")
                .startsWith("ready");
        return process;
    }

    private static ClientConfig config(Processes camera, ClientCredentials credentials) {
        return ClientConfig.of(
                RtspUrl.parse("rtsp://127.0.0.1:" + camera.outputText().strip().split(" ")[1] + "/h264"), credentials);
    }

    // GStreamer 1.22 does not know dest_addr, so 2.0 over UDP is tested against our own server only.
    @ParameterizedTest
    @CsvSource({"open, V1_0, false", "digest, V1_0, false", "digest, V1_0, true", "digest, V2_0, false"})
    @Covers("AMB-48")
    void client_playsVideoAndAudio(String kind, RtspVersion version, boolean udp) throws Exception {
        var audio = new AtomicInteger();
        var viewer = new Viewer(40);
        var both = new RtspClientListener() {
            @Override
            public void rtp(ClientTrack track, RtpPacket packet) {
                if (!track.isVideo()) {
                    audio.incrementAndGet();
                }
                viewer.rtp(track, packet);
            }

            @Override
            public void ended(vedette.rtsp.client.RtspFailure failure) {
                viewer.ended(failure);
            }
        };
        try (var camera = camera(kind)) {
            var config = config(camera, kind.equals("open") ? ClientCredentials.NONE : VIEWER)
                    .withVersion(version);
            try (var _ = RtspClient.connect(udp ? config.withUdp() : config, group, null, both)) {
                assertThat(viewer.awaitPictures(LIMIT))
                        .as(() -> "failure " + viewer.failure.getNow(null))
                        .isTrue();
                RtspClientIT.await(() -> audio.get() > 10);
            }
            assertThat(viewer.awaitFailure()).isNull();
            assertThat(viewer.damaged).hasValue(0);
        }
    }

    @Test
    void basicOnly_isSentOnlyIfAllowed() throws Exception {
        try (var camera = camera("basic")) {
            var refused = new Viewer(1);
            try (var _ = RtspClient.connect(config(camera, VIEWER), group, null, refused)) {
                assertThat(refused.awaitFailure().kind()).isEqualTo(Kind.CREDENTIALS_NEEDED);
            }
            var allowed = new Viewer(10);
            try (var _ = RtspClient.connect(config(camera, VIEWER).withClearTextCredentials(), group, null, allowed)) {
                assertThat(allowed.awaitPictures(LIMIT)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1-0, tcp", "1-0, udp", "2-0, tcp", "2-0, udp"})
    @Covers({"H6264-2", "AMB-48", "H6264-6.3.1-3"})
    void server_servesGStreamer(String version, String protocol) throws Exception {
        try (var stream = new TestStream(folder);
                var server = RtspServer.start(
                        RtspServerOptions.of(TestStream.loopback(0), ServerConfig.of("vedette"))
                                .withGroup(group),
                        stream)) {
            var command = new ArrayList<>(List.of(
                    "/usr/bin/gst-launch-1.0",
                    "-q",
                    "rtspsrc",
                    "location=rtsp://127.0.0.1:" + server.port() + "/live/test"));
            command.addAll(List.of(
                    "protocols=" + protocol,
                    "default-rtsp-version=" + version,
                    "user-id=viewer",
                    "user-pw=secret",
                    "latency=100"));
            command.addAll(List.of(
                    "!",
                    "rtph264depay",
                    "!",
                    "h264parse",
                    "!",
                    "openh264dec",
                    "!",
                    "identity",
                    "eos-after=40",
                    "!",
                    "fakesink"));
            try (var player = Processes.start(command)) {
                var result = player.await(LIMIT);
                assertThat(result.exitCode()).as(result.err()).isZero();
            }
            assertThat(stream.authorized)
                    .allMatch(r -> r.version() == (version.equals("2-0") ? RtspVersion.V2_0 : RtspVersion.V1_0));
            RtspClientIT.await(() -> !stream.ended.isEmpty());
            assertThat(stream.ended).containsExactly("ended by the client");
        }
    }
}
