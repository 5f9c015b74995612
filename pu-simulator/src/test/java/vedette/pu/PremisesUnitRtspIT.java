package vedette.pu;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.testkit.Covers;
import vedette.testkit.Processes;

/** ffmpeg as an independent native viewer of a premises unit. */
@Timeout(120)
class PremisesUnitRtspIT {
    @TempDir
    Path directory;

    private PuFixture fixture;
    private PremisesUnit unit;

    @BeforeEach
    void start() throws Exception {
        fixture = new PuFixture();
        unit = fixture.start(directory, PuOptions.loopback(0));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private String url(String user, String password) {
        URI plain = unit.rtspUrl().orElseThrow();
        return "rtsp://" + user + ":" + password + "@" + plain.getHost() + ":" + plain.getPort() + plain.getPath();
    }

    private Processes.Result play(String transport, String url, Path file) {
        try (Processes ffmpeg = Processes.start(
                "ffmpeg",
                "-nostdin",
                "-y",
                "-loglevel",
                "warning",
                "-rtsp_transport",
                transport,
                "-i",
                url,
                "-t",
                "3",
                "-c",
                "copy",
                file.toString())) {
            return ffmpeg.await(Duration.ofSeconds(40));
        }
    }

    private static String probe(Path file) {
        return Processes.run(
                        Duration.ofSeconds(20),
                        "ffprobe",
                        "-v",
                        "error",
                        "-count_frames",
                        "-show_entries",
                        "stream=codec_name,width,height,nb_read_frames",
                        "-of",
                        "csv=p=0",
                        file.toString())
                .text();
    }

    @Test
    @Covers({
        "H6264-6.3.1-3",
        "H6264-6.3.2-1a",
        "H6264-6.3.2-1b",
        "H6264-8.4-S4",
        "H6264-8.4-S5",
        "H6264-8.4-S9",
        "H6264-8.4-S10"
    })
    void ffmpegPlaysOverTcp_andEveryStepOfTheUnitIsReported() throws Exception {
        Path file = directory.resolve("tcp.mkv");
        Processes.Result result = play("tcp", url(PuFixture.SESSION, PuFixture.TOKEN), file);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(probe(file)).contains("h264,1280,720,").contains("pcm_alaw");
        List<String> steps = new ArrayList<>();
        String cause = null;
        while (!steps.containsAll(List.of("S4", "S9", "S10"))) {
            for (JsonNode event :
                    fixture.scu.awaitRequest("flow.report").path("params").path("events")) {
                if (event.path("flow").asString().equals("8.4")) {
                    assertThat(event.path("flow_id").asString()).isEqualTo(PuFixture.FLOW);
                    assertThat(event.path("status").asString()).isEqualTo("ok");
                    steps.add(event.path("step").asString());
                    if (event.path("step").asString().equals("S10")) {
                        assertThat(event.path("reported_by").asString()).startsWith("dev_");
                        assertThat(event.path("cause").asString()).isEqualTo(cause);
                    }
                    cause = event.path("event_id").asString();
                }
            }
        }
        JsonNode ended = fixture.scu.awaitRequest("session.ended").path("params");
        assertThat(ended.path("session_id").asString()).isEqualTo(PuFixture.SESSION);
        assertThat(ended.path("reason").asString()).isEqualTo("viewer-left");
        assertThat(ended.path("bytes").asLong()).isGreaterThan(100_000);
        assertThat(ended.path("duration_ms").asLong()).isBetween(2_000L, 10_000L);
        assertThat(unit.sessions()).isEmpty();
    }

    @Test
    @Covers({"H6264-6.3.1-3"})
    void ffmpegPlaysOverUdp() {
        Path file = directory.resolve("udp.mkv");
        Processes.Result result = play("udp", url(PuFixture.SESSION, PuFixture.TOKEN), file);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(probe(file)).contains("h264,1280,720,");
    }

    @Test
    @Covers({"H6264-7-f", "H6264-7.4-2", "H6264-6.1.3-c", "H6264-6.1.3-d"})
    void capabilitiesOfTheViewer_decideSizeRateAndBitRate() throws Exception {
        fixture.capabilities
                .put("width_max", 352)
                .put("height_max", 288)
                .put("fps_max", 5)
                .put("kbps_max", 256);
        Path file = directory.resolve("cif.mkv");
        Processes.Result result = Processes.run(
                Duration.ofSeconds(60),
                "ffmpeg",
                "-nostdin",
                "-y",
                "-loglevel",
                "warning",
                "-rtsp_transport",
                "tcp",
                "-i",
                url(PuFixture.SESSION, PuFixture.TOKEN),
                "-t",
                "8",
                "-an",
                "-c",
                "copy",
                "-f",
                "h264",
                file.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        String[] probed = probe(file).strip().split(",");
        assertThat(probed[1] + "x" + probed[2]).isEqualTo("352x288");
        assertThat(Integer.parseInt(probed[3])).isBetween(34, 46);
        assertThat(Files.size(file) * 8 / 8_000).isLessThanOrEqualTo(282);
    }

    @Test
    @Covers({"H6264-8.4-S10"})
    void wrongToken_is401AndNoMedia() throws Exception {
        Path file = directory.resolve("none.mkv");
        Processes.Result result = play("tcp", url(PuFixture.SESSION, "wrong"), file);
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).contains("401");
        assertThat(Files.exists(file)).isFalse();
        assertThat(unit.sessions()).isEmpty();
    }

    @Test
    @Covers({"H6264-8.4-S4"})
    void noToken_is401_andAnotherDevicesPathIs404() {
        URI plain = unit.rtspUrl().orElseThrow();
        assertThat(play("tcp", plain.toString(), directory.resolve("a.mkv")).err())
                .contains("401");
        String other = url(PuFixture.SESSION, PuFixture.TOKEN).replaceFirst("dev_0", "dev_1");
        assertThat(play("tcp", other, directory.resolve("b.mkv")).err()).contains("404");
    }

    private String describe(String version, String authorization) throws Exception {
        URI url = unit.rtspUrl().orElseThrow();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            String request = "DESCRIBE " + url + " " + version + "\r\nCSeq: 1\r\nAccept: application/sdp\r\n"
                    + authorization + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (answer.indexOf("m=video") < 0 && !answer.toString().matches("(?s)RTSP/\\S+ 4.*\r\n\r\n")) {
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    break;
                }
                answer.append(new String(buffer, 0, read, StandardCharsets.US_ASCII));
            }
            return answer.toString();
        }
    }

    @Test
    @Covers({"AMB-48", "AMB-24"})
    void bearerToken_inBothRtspVersions() throws Exception {
        String named = "Authorization: Bearer " + PuFixture.SESSION + "." + PuFixture.TOKEN + "\r\n";
        assertThat(describe("RTSP/2.0", named))
                .startsWith("RTSP/2.0 200")
                .contains("m=video")
                .contains("sprop-parameter-sets");
        String header =
                "Authorization: Bearer " + PuFixture.TOKEN + "\r\nVedette-Session: " + PuFixture.SESSION + "\r\n";
        assertThat(describe("RTSP/1.0", header)).startsWith("RTSP/1.0 200").contains("m=audio");
        assertThat(describe("RTSP/2.0", ""))
                .startsWith("RTSP/2.0 401")
                .contains("Digest")
                .doesNotContain("m=video");
        assertThat(describe("RTSP/1.0", "Authorization: Bearer wrong\r\n")).startsWith("RTSP/1.0 401");
    }

    @Test
    @Covers({"H6264-8.4-S4"})
    void flowOfAViewerThatNamesIt_isKept() throws Exception {
        String flowId = Ids.next("flw");
        String cause = Ids.next("evt");
        describe(
                "RTSP/2.0",
                "Authorization: Bearer " + PuFixture.SESSION + "." + PuFixture.TOKEN + "\r\nVedette-Flow: flow=8.4; id="
                        + flowId + "; step=S4; cause=" + cause + "\r\n");
        JsonNode verify =
                fixture.scu.awaitRequest("session.verify").path("params").path("flow");
        assertThat(verify.path("flow_id").asString()).isEqualTo(flowId);
        assertThat(verify.path("step").asString()).isEqualTo("S5");
    }

    @Test
    void viewerThatLeavesBeforeItPlays_givesItsPlaceBack() throws Exception {
        describe("RTSP/1.0", "Authorization: Bearer " + PuFixture.SESSION + "." + PuFixture.TOKEN + "\r\n");
        assertThat(fixture.scu
                        .awaitRequest("session.ended", 10)
                        .path("params")
                        .path("reason")
                        .asString())
                .isEqualTo("never-played");
        assertThat(unit.sessions()).isEmpty();
    }

    @Test
    void button_isToldToThePlatform() throws Exception {
        unit.pressButton().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(fixture.scu.awaitRequest("device.button").path("id").asString())
                .isNotEmpty();
    }

    @Test
    void leaseOver_endsTheSession() throws Exception {
        fixture.leaseMillis = 1_500;
        Processes.Result result = Processes.run(
                Duration.ofSeconds(40),
                "ffmpeg",
                "-nostdin",
                "-y",
                "-loglevel",
                "warning",
                "-rtsp_transport",
                "tcp",
                "-i",
                url(PuFixture.SESSION, PuFixture.TOKEN),
                "-t",
                "30",
                "-c",
                "copy",
                directory.resolve("lease.mkv").toString());
        assertThat(result.exitCode()).isNotNull();
        assertThat(fixture.scu
                        .awaitRequest("session.ended")
                        .path("params")
                        .path("reason")
                        .asString())
                .isEqualTo("lease-expired");
    }
}
