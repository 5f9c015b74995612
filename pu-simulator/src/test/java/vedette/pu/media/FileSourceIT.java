package vedette.pu.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.AnnexB;
import vedette.rtp.h264.NalUnits;
import vedette.testkit.Covers;
import vedette.testkit.Processes;
import vedette.testkit.Seeded;
import vedette.testkit.ToneDetector;

/** Files made by the machine's own ffmpeg, played in virtual time. */
class FileSourceIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path dir;

    @Test
    @Covers({"H6264-6.3.2-1a", "PAT-Codec"})
    void highProfileMp4_isPassedUntouched_loopAfterLoop() throws Exception {
        Path file = make("high.mp4", "-c:v", "libx264", "-profile:v", "high", "-bf", "0", "-g", "20", "-c:a", "aac");
        List<byte[]> expected = slices(AnnexB.split(annexB(file)));
        try (var source = new FileSource("Film", file, new VirtualClock())) {
            SourceInfo info = source.info();
            assertThat(info.adaptable()).isFalse();
            assertThat(info.reordersFrames()).isFalse();
            assertThat(info.audioCodec()).isNull();
            assertThat(info.streams()).singleElement().satisfies(s -> {
                assertThat(s.width()).isEqualTo(320);
                assertThat(s.height()).isEqualTo(240);
                assertThat(s.fps()).isEqualTo(20);
                assertThat(s.profileLevelId()).startsWith("64");
            });
            assertThat(info.profiles()).hasSize(1);
            var sink = new Collector(2 * expected.size() + 5);
            source.open(StreamRequest.of("main"), sink);
            List<AccessUnit> units = sink.awaitFull();
            List<byte[]> found =
                    slices(units.stream().flatMap(u -> u.nalUnits().stream()).toList());
            assertSame(found.subList(0, expected.size()), expected);
            assertSame(found.subList(expected.size(), 2 * expected.size()), expected);
            assertEvenlySpaced(units, 4_500);
            assertThat(units.getFirst().nalUnits().stream().map(NalUnits::type)).contains(NalUnits.SPS, NalUnits.PPS);
            Path replay = dir.resolve("replay.h264");
            Files.write(
                    replay,
                    AnnexB.join(
                            units.stream().flatMap(u -> u.nalUnits().stream()).toList()));
            var check = Processes.run(LIMIT, "ffmpeg", "-v", "error", "-i", replay.toString(), "-f", "null", "-");
            assertThat(check.err()).isEmpty();
        }
    }

    @Test
    void byteStream_isPassedUntouched() throws Exception {
        Path file = make("plain.h264", "-c:v", "libx264", "-profile:v", "baseline", "-g", "20", "-an");
        byte[] bytes = Files.readAllBytes(file);
        try (var source = new FileSource("Film", file, new VirtualClock())) {
            List<List<byte[]>> expected = AnnexB.pictures(AnnexB.split(bytes));
            var sink = new Collector(expected.size());
            source.open(StreamRequest.of("main"), sink);
            List<byte[]> found = sink.awaitFull().stream()
                    .flatMap(u -> u.nalUnits().stream())
                    .toList();
            List<byte[]> slices = expected.stream().flatMap(List::stream).toList();
            assertSame(slices(found), slices(slices));
            assertThat(source.info().streams().getFirst().fps()).isEqualTo(20);
        }
    }

    @Test
    void filesWithReordering_areReported() throws Exception {
        Path mp4 = make("b.mp4", "-c:v", "libx264", "-bf", "2", "-an");
        Path stream = make("b.h264", "-c:v", "libx264", "-bf", "2", "-an");
        try (var a = new FileSource("A", mp4, new VirtualClock());
                var b = new FileSource("B", stream, new VirtualClock())) {
            assertThat(a.info().reordersFrames()).isTrue();
            assertThat(b.info().reordersFrames()).isTrue();
            var sink = new Collector(60);
            a.open(StreamRequest.of("main"), sink);
            List<Long> pts = sink.awaitFull().stream().map(AccessUnit::pts90k).toList();
            assertThat(pts).doesNotHaveDuplicates();
            assertThat(pts.stream().sorted().toList()).isNotEqualTo(pts);
        }
    }

    @Test
    @Covers("H6264-6.3.2-1b")
    void g711SoundOfAFile_isPassed_inStepWithTheVideo() throws Exception {
        for (String codec : new String[] {"pcm_alaw", "pcm_mulaw"}) {
            Path file = make(codec + ".mov", "-c:v", "libx264", "-bf", "0", "-c:a", codec);
            try (var source = new FileSource("Film", file, new VirtualClock())) {
                assertThat(source.info().audioCodec()).isEqualTo("PCMA");
                var sink = new Collector(100);
                source.open(StreamRequest.of("main"), sink);
                sink.awaitFull();
                short[] pcm = new short[8_000];
                for (int i = 0; i < 50; i++) {
                    System.arraycopy(G711.A_LAW.decode(sink.packets().get(i + 5)), 0, pcm, 160 * i, 160);
                }
                assertThat(ToneDetector.share(pcm, 8_000, 600)).as(codec).isGreaterThan(0.9);
                // Every packet is there, each 20 ms after the one before, from the start of the file.
                assertThat(sink.timestamps().getFirst()).isLessThanOrEqualTo(160);
                for (int i = 1; i < 200; i++) {
                    assertThat(sink.timestamps().get(i) - sink.timestamps().get(i - 1))
                            .isEqualTo(160);
                }
            }
        }
    }

    @Test
    void lateViewer_getsAPictureAtOnce_andTheFileStopsWithTheLastViewer() throws Exception {
        Path file = make("long.mp4", "-c:v", "libx264", "-bf", "0", "-g", "40", "-an");
        try (var source = new FileSource("Film", file, new VirtualClock())) {
            var first = new Collector(100);
            var one = source.open(StreamRequest.of("main"), first);
            first.awaitPictures(15);
            var second = new Collector(30);
            var two = source.open(StreamRequest.of("main"), second);
            assertThat(second.awaitFull().getFirst().idr()).isTrue();
            Thread player = Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> t.getName().equals("file-Film"))
                    .findFirst()
                    .orElseThrow();
            one.close();
            two.close();
            player.join(5_000);
            assertThat(player.isAlive()).isFalse();
        }
    }

    @Test
    void unplayableFiles_areExplained() throws Exception {
        Path h265 = dir.resolve("h265.mp4");
        Processes.run(
                LIMIT,
                "ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=320x240:rate=20:duration=1",
                "-c:v",
                "libx265",
                "-x265-params",
                "log-level=none",
                h265.toString());
        assertThatThrownBy(() -> new FileSource("x", h265)).hasMessageContaining("expected H.264 video");
        Path text = Files.writeString(dir.resolve("text.mp4"), "not a film at all, only some words");
        assertThatThrownBy(() -> new FileSource("x", text)).isInstanceOf(MediaException.class);
        assertThatThrownBy(() -> new FileSource("x", dir.resolve("none.mp4"))).hasMessageContaining("readable");
        Path avi = Files.writeString(dir.resolve("film.avi"), "RIFF");
        assertThatThrownBy(() -> new FileSource("x", avi)).hasMessageContaining(".mp4, .mov, .h264 or .264");
    }

    @Test
    void damagedFiles_playOrAreRefused_butNeverBreak() throws Exception {
        byte[] good = Files.readAllBytes(make("good.mp4", "-c:v", "libx264", "-bf", "2", "-c:a", "aac"));
        byte[] stream = Files.readAllBytes(make("good.h264", "-c:v", "libx264", "-an"));
        Seeded.rounds(1_000, random -> {
            boolean mp4 = random.nextBoolean();
            byte[] bytes = (mp4 ? good : stream).clone();
            // The boxes of the movie lie at the end of the file, the parameter sets at the start of the stream.
            int from = mp4 ? bytes.length - 4_000 : 0;
            for (int i = 0; i < 4; i++) {
                bytes[from + random.nextInt(3_900)] = (byte) random.nextInt();
            }
            Path file = Files.write(dir.resolve("damaged." + (mp4 ? "mp4" : "h264")), bytes);
            try (var movie = Movie.open(file)) {
                for (int i = 0; i < Math.min(movie.pictures(), 30); i++) {
                    movie.nalUnits(i);
                    assertThat(movie.pts90k(i)).isNotNegative();
                }
            } catch (MediaException | IOException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        });
    }

    private Path make(String name, String... encoding) {
        Path file = dir.resolve(name);
        var command = new ArrayList<>(List.of(
                "ffmpeg",
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=320x240:rate=20:duration=3",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=600:sample_rate=8000:duration=3",
                "-pix_fmt",
                "yuv420p"));
        command.addAll(List.of(encoding));
        command.add(file.toString());
        Processes.run(LIMIT, command.toArray(String[]::new));
        return file;
    }

    private byte[] annexB(Path mp4) throws IOException {
        Path out = dir.resolve("expected.h264");
        Processes.run(
                LIMIT, "ffmpeg", "-v", "error", "-y", "-i", mp4.toString(), "-c:v", "copy", "-an", out.toString());
        return Files.readAllBytes(out);
    }

    private static List<byte[]> slices(List<byte[]> units) {
        return units.stream().filter(NalUnits::isSlice).toList();
    }

    private static void assertSame(List<byte[]> found, List<byte[]> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(Arrays.equals(found.get(i), expected.get(i)))
                    .as("slice %d", i)
                    .isTrue();
        }
    }

    private static void assertEvenlySpaced(List<AccessUnit> units, long step) {
        for (int i = 1; i < units.size(); i++) {
            assertThat(units.get(i).pts90k() - units.get(i - 1).pts90k())
                    .as("picture %d", i)
                    .isCloseTo(step, within(2L));
        }
    }
}
