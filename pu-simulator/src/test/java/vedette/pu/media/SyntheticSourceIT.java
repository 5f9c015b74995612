package vedette.pu.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vedette.pu.media.scene.Scene;
import vedette.pu.media.scene.SceneKind;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.AnnexB;
import vedette.testkit.Covers;
import vedette.testkit.Processes;
import vedette.testkit.ToneDetector;

/** The synthetic camera in real time, checked by the machine's own ffmpeg. */
class SyntheticSourceIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"352,288", "704,576", "1280,720"})
    @Covers("H6264-6.3.2-1a")
    void ffmpegDecodesEveryPicture_withoutAnError(int width, int height) throws Exception {
        try (var source = new SyntheticSource(SyntheticSettings.of("Shop", SceneKind.SHOP, 4), new VirtualClock())) {
            var sink = new Collector(100);
            source.open(new StreamRequest("main", width, height, 0, 0, false), sink);
            Path file = write(sink.awaitFull());
            var probe = Processes.run(
                    LIMIT,
                    "ffprobe",
                    "-v",
                    "error",
                    "-count_frames",
                    "-show_entries",
                    "stream=codec_name,profile,width,height,has_b_frames,nb_read_frames",
                    "-of",
                    "csv=p=0",
                    file.toString());
            assertThat(probe.err()).isEmpty();
            assertThat(probe.text().trim()).isEqualTo("h264,Constrained Baseline," + width + "," + height + ",0,100");
        }
    }

    @Test
    @Covers({"H6264-6.3.1-7", "H6264-6.3.2-1b", "H6264-7.4-1"})
    void flashAndBeep_areAtTheSameTime_andTimesDoNotDrift() throws Exception {
        try (var source = new SyntheticSource(SyntheticSettings.of("Yard", SceneKind.YARD, 4))) {
            var sink = new Collector(75);
            source.open(new StreamRequest("main", 352, 288, 25, 0, true), sink);
            List<AccessUnit> units = sink.awaitFull();
            sink.awaitPackets(100);
            double flash = firstFlashSeconds(units);
            double beep = firstBeepSeconds(sink);
            assertThat(Math.abs(flash - beep) % 1.0).isLessThanOrEqualTo(0.05);
            Duration captured =
                    Duration.between(sink.captures().getFirst(), sink.captures().getLast());
            double media = (units.getLast().pts90k() - units.getFirst().pts90k()) / 90_000.0;
            assertThat(media).isCloseTo(captured.toMillis() / 1000.0, within(0.06));
            assertThat(Duration.between(sink.captures().getLast(), Instant.now()))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    @Covers("H6264-6.1.3-d")
    void atOnePicturePerSecond_aViewerDoesNotWaitForTheNextOne() {
        try (var source = new SyntheticSource(SyntheticSettings.of("Yard", SceneKind.YARD, 4))) {
            var request = new StreamRequest("sub", 0, 0, 1, 0, false);
            var first = new Collector(4);
            source.open(request, first);
            first.awaitPictures(1);
            for (int i = 0; i < 3; i++) {
                long before = System.nanoTime();
                var next = new Collector(1);
                try (var viewer = source.open(request, next)) {
                    assertThat(next.awaitFull().getFirst().idr()).isTrue();
                    assertThat(viewer.request()).isEqualTo(request);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(900));
            }
            assertThat(source.encoders()).isEqualTo(1);
            assertThat(first.awaitFull().stream().map(AccessUnit::pts90k))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    /** Time on the media time line of the first picture whose lamp is on after one whose lamp is off. */
    private double firstFlashSeconds(List<AccessUnit> units) throws Exception {
        Path file = write(units);
        byte[] grey = Processes.run(
                        LIMIT,
                        "ffmpeg",
                        "-v",
                        "error",
                        "-f",
                        "h264",
                        "-i",
                        file.toString(),
                        "-vsync",
                        "passthrough",
                        "-f",
                        "rawvideo",
                        "-pix_fmt",
                        "gray",
                        "-")
                .out();
        int size = 352 * 288;
        assertThat(grey).hasSize(units.size() * size);
        int lamp = (int) (Scene.LAMP_Y * 288) * 352 + (int) (Scene.LAMP_X * 352);
        for (int i = 1; i < units.size(); i++) {
            if ((grey[i * size + lamp] & 0xFF) > 180 && (grey[(i - 1) * size + lamp] & 0xFF) < 120) {
                return units.get(i).pts90k() / 90_000.0;
            }
        }
        throw new AssertionError("no flash within " + units.size() + " pictures");
    }

    private static double firstBeepSeconds(Collector sink) {
        List<byte[]> packets = sink.packets();
        for (int i = 1; i < packets.size(); i++) {
            if (beeps(packets.get(i)) && !beeps(packets.get(i - 1))) {
                return sink.timestamps().get(i) / 8_000.0;
            }
        }
        throw new AssertionError("no beep within " + packets.size() + " packets");
    }

    private static boolean beeps(byte[] packet) {
        short[] pcm = G711.A_LAW.decode(packet);
        return ToneDetector.share(pcm, 8_000, 1_000) > 0.5 && ToneDetector.level(pcm, 0, 160) > 3_000;
    }

    private Path write(List<AccessUnit> units) throws Exception {
        return Files.write(
                dir.resolve("camera.h264"),
                AnnexB.join(units.stream().flatMap(u -> u.nalUnits().stream()).toList()));
    }
}
