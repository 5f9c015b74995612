package vedette.rtsp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.rtsp.auth.DigestAlgorithm;
import vedette.rtsp.auth.DigestCredentials;
import vedette.rtsp.server.ServerConfig;
import vedette.testkit.Covers;

/** The server against ffmpeg. */
class RtspServerIT {
    @TempDir
    static Path folder;

    private static TestStream stream;
    private static RtspServer server;

    @BeforeAll
    static void start() throws Exception {
        stream = new TestStream(folder);
        server = RtspServer.start(RtspServerOptions.of(TestStream.loopback(0), ServerConfig.of("vedette")), stream);
    }

    @AfterAll
    static void stop() {
        server.close();
        stream.close();
    }

    /** Lines of the framehash muxer: one per decoded picture. */
    private static List<String> decode(String transport, String url, int pictures) throws Exception {
        var command = new ArrayList<>(List.of(
                "/usr/bin/ffmpeg",
                "-v",
                "error",
                "-xerror",
                "-rtsp_transport",
                transport,
                "-timeout",
                "5000000",
                "-i",
                url));
        command.addAll(List.of("-frames:v", "" + pictures, "-an", "-f", "framecrc", "-"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output.lines().filter(l -> !l.startsWith("#")).toList();
    }

    private static String url(String user) {
        return "rtsp://" + user + "127.0.0.1:" + server.port() + "/live/test";
    }

    @Test
    @Covers({"H6264-6.3.1-3", "H6264-6.3.2-1a", "AMB-24"})
    void ffmpegOverTcp_decodesPicturesAfterMd5Digest() throws Exception {
        var lines = decode("tcp", url("viewer:secret@"), 60);
        assertThat(lines).hasSize(60).allMatch(l -> l.startsWith("0,"));
        assertThat(stream.authorized.getLast().credentials())
                .isInstanceOfSatisfying(
                        DigestCredentials.class, d -> assertThat(d.algorithm()).isEqualTo(DigestAlgorithm.MD5));
    }

    @Test
    void ffmpegOverUdp_decodesPictures() throws Exception {
        assertThat(decode("udp", url("viewer:secret@"), 60)).hasSize(60).allMatch(l -> l.startsWith("0,"));
    }

    @Test
    void ffmpegWithWrongPassword_getsNothing() throws Exception {
        assertThat(decode("tcp", url("viewer:wrong@"), 1)).anyMatch(l -> l.contains("401 Unauthorized"));
        assertThat(decode("tcp", url(""), 1)).anyMatch(l -> l.contains("401 Unauthorized"));
    }
}
