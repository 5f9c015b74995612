package vedette.rtp.h264;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vedette.testkit.Processes;

/** Parameter sets and framing of streams that x264 makes (ITU-T H.264 §7.3.2.1.1, annex E). */
class EncoderStreamsIT {
    @ParameterizedTest
    @CsvSource({
        "640x360, baseline, yuv420p, -bf 0, false",
        "1920x1080, high, yuv420p, -bf 2, true",
        "1920x1080, high, yuv420p, -bf 0, false",
        "1920x1080, main, yuv420p, -bf 3 -flags +ilme+ildct, true",
        "354x290, high, yuv420p, -bf 0 -slices 4, false",
        "352x288, high422, yuv422p, -bf 0, false",
        "350x286, high444, yuv444p, -bf 0, false",
        "640x360, high10, yuv420p10le, -g 1, false",
    })
    void everyStream_isDescribedRightly(String size, String profile, String pixels, String options, boolean reorders)
            throws H264ParseException {
        var command = new ArrayList<>(Arrays.asList(
                "/usr/bin/ffmpeg",
                "-v",
                "error",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=" + size + ":rate=25",
                "-frames:v",
                "30"));
        command.addAll(
                Arrays.asList("-pix_fmt", pixels, "-c:v", "libx264", "-preset", "veryfast", "-profile:v", profile));
        command.addAll(Arrays.asList(options.split(" ")));
        command.addAll(Arrays.asList("-f", "h264", "-"));
        var stream = Processes.run(Duration.ofSeconds(30), command.toArray(String[]::new))
                .out();

        var units = AnnexB.accessUnits(stream, 3600);

        assertThat(units).hasSize(30);
        assertThat(units.getFirst().idr()).isTrue();
        var sps =
                SequenceParameterSet.parse(units.getFirst().first(NalUnits.SPS).orElseThrow());
        var pps = PictureParameterSet.parse(units.getFirst().first(NalUnits.PPS).orElseThrow());
        assertThat(sps.width() + "x" + sps.height()).isEqualTo(size);
        assertThat(sps.reordersFrames()).isEqualTo(reorders);
        assertThat(sps.framesPerSecond()).isEqualTo(25.0);
        assertThat(sps.frameMbsOnly()).isEqualTo(!options.contains("ilme"));
        assertThat(pps.sequenceParameterSetId()).isEqualTo(sps.id());
        var packetizer = new H264Packetizer(96, 1, 0, 0, 1200);
        var depacketizer = new H264Depacketizer();
        for (var unit : units) {
            var out = packetizer.packetize(unit).stream()
                    .flatMap(p -> depacketizer.push(p).stream())
                    .toList();
            assertThat(out)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            H264Depacketizer.Output.Complete.class,
                            c -> assertThat(AnnexB.join(c.accessUnit().nalUnits()))
                                    .isEqualTo(AnnexB.join(unit.nalUnits())));
        }
    }
}
