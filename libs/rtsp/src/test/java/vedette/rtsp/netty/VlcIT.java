package vedette.rtsp.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.client.RtspFailure.Kind;
import vedette.testkit.FreePorts;
import vedette.testkit.Processes;

/** The client against VLC's server. VLC refuses to run as root, so root gives the rights up first. */
class VlcIT {
    @TempDir
    static Path folder;

    private static EventLoopGroup group;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Path.of("/usr/bin/cvlc")).exists();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    }

    @AfterAll
    static void stop() {
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    private static Processes vlc(String... arguments) {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of("/usr/bin/env", "HOME=" + folder, "/usr/bin/cvlc", "--no-audio"));
        command.addAll(List.of(arguments));
        return Processes.start(command);
    }

    /** VLC's server speaks UDP only. */
    @Test
    void client_playsFromVlc() throws Exception {
        var source = folder.resolve("source.mp4");
        Processes.run(
                Duration.ofSeconds(20),
                "/usr/bin/ffmpeg",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=320x240:rate=25",
                "-t",
                "30",
                "-c:v",
                "libx264",
                "-profile:v",
                "baseline",
                "-g",
                "25",
                "-pix_fmt",
                "yuv420p",
                source.toString());
        int port = FreePorts.tcp();
        try (var vlc = vlc(source.toString(), "--loop", "--sout=#rtp{sdp=rtsp://127.0.0.1:" + port + "/x}")) {
            RtspClientIT.await(() -> listening(port));
            var config = ClientConfig.of(RtspUrl.parse("rtsp://127.0.0.1:" + port + "/x"), ClientCredentials.NONE);
            var interleaved = new Viewer(1);
            try (var _ = RtspClient.connect(config, group, null, interleaved)) {
                assertThat(interleaved.awaitFailure().kind()).isEqualTo(Kind.TRANSPORT_REFUSED);
                assertThat(interleaved.awaitFailure().message()).endsWith("try UDP");
            }
            var viewer = new Viewer(40);
            try (var _ = RtspClient.connect(config.withUdp(), group, null, viewer)) {
                assertThat(viewer.awaitPictures(Duration.ofSeconds(15)))
                        .as(() -> "failure " + viewer.failure.getNow(null) + vlc.errorText())
                        .isTrue();
            }
            assertThat(viewer.awaitFailure()).isNull();
        }
    }

    private static boolean listening(int port) {
        try (var _ = new java.net.Socket("127.0.0.1", port)) {
            return true;
        } catch (java.io.IOException _) {
            return false;
        }
    }
}
