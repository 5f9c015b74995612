package vedette.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Depacketizer;
import vedette.rtp.h264.H264Packetizer;
import vedette.rtp.h265.H265Depacketizer;
import vedette.rtp.h265.H265Packetizer;

/** Against ffmpeg: we read what it writes, and it decodes what we write, picture for picture. */
class FfmpegIT {
    private static final int FRAMES = 60;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "libx264, baseline, 0, frag_keyframe+empty_moov",
        "libx264, high, 2, frag_keyframe+empty_moov+default_base_moof",
        "libx264, high, 3, frag_every_frame+empty_moov+default_base_moof",
        "libx265, main, 2, frag_keyframe+empty_moov+default_base_moof",
    })
    void ffmpegsStream_overRtp_decodesTheSame(String encoder, String profile, int bFrames, String movflags) throws Exception {
        boolean h265 = encoder.equals("libx265");
        var more = new ArrayList<>(List.of("-profile:v", profile, "-preset", "veryfast"));
        more.addAll(h265
                ? List.of("-x265-params", "bframes=" + bFrames + ":log-level=error:repeat-headers=1", "-tag:v", "hvc1")
                : List.of("-bf", "" + bFrames));
        // Options of the encoder stand behind the input.
        var source = encode(encoder, movflags, more);
        var theirs = Fixtures.samples(source, 1);
        assertThat(theirs).hasSize(FRAMES);
        var format = Fixtures.track(source, 0).format();
        var sent = Fixtures.accessUnits(theirs);

        var ours = write(h265, parameterSets(format), throughRtp(h265, sent));

        assertThat(Fixtures.pictures(folder, ours)).hasSize(FRAMES).isEqualTo(Fixtures.pictures(folder, source));
        var written = Fixtures.samples(ours, 1);
        assertThat(written).hasSize(FRAMES);
        long shift = written.getFirst().presentationTime() - theirs.getFirst().presentationTime();
        for (int i = 0; i < FRAMES; i++) {
            assertThat(written.get(i).presentationTime() - shift).isEqualTo(theirs.get(i).presentationTime());
            assertThat(written.get(i).compositionOffset()).isNotNegative();
            assertThat(written.get(i).sync()).isEqualTo(theirs.get(i).sync());
            if (i > 0) {
                assertThat(written.get(i).decodeTime())
                        .isEqualTo(written.get(i - 1).decodeTime() + written.get(i - 1).duration());
            }
        }
        assertThat(Fixtures.probe(folder, ours, "stream=codec_name,width,height"))
                .containsExactly((h265 ? "hevc" : "h264") + ",320,240");
    }

    @Test
    void aac_isReadAndWritten() throws Exception {
        var source = Fixtures.ffmpeg(
                "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2", "-ac", "2", "-c:a", "aac", "-f", "mp4",
                "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-frag_duration", "200000", "-");
        var track = Fixtures.track(source, 0);
        assertThat(track.format()).isInstanceOf(TrackFormat.Aac.class);
        assertThat(track.format().codec()).isEqualTo("mp4a.40.2");
        var samples = Fixtures.samples(source, track.id());
        var parts = new ArrayList<byte[]>();
        parts.add(InitSegment.write(List.of(track)));
        for (int i = 0; i < samples.size(); i++) {
            parts.add(Fragments.write(i + 1, new TrackRun(track.id(), List.of(samples.get(i)))));
        }
        var ours = SegmentTest.concat(parts.toArray(byte[][]::new));
        assertThat(Fixtures.probe(folder, ours, "stream=codec_name,sample_rate,channels")).containsExactly("aac,48000,2");
        assertThat(Fixtures.probe(folder, ours, "packet=size")).hasSize(samples.size());
    }

    private byte[] encode(String encoder, String movflags, List<String> more) {
        var arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25"));
        arguments.addAll(List.of("-frames:v", "" + FRAMES, "-pix_fmt", "yuv420p", "-c:v", encoder, "-g", "12"));
        arguments.addAll(more);
        arguments.addAll(List.of("-video_track_timescale", "90000", "-f", "mp4", "-movflags", movflags, "-"));
        return Fixtures.ffmpeg(arguments.toArray(String[]::new));
    }

    private static List<byte[]> parameterSets(TrackFormat format) {
        var sets = new ArrayList<byte[]>();
        switch (format) {
            case TrackFormat.Avc avc -> {
                sets.addAll(avc.sps());
                sets.addAll(avc.pps());
            }
            case TrackFormat.Hevc hevc -> {
                sets.addAll(hevc.vps());
                sets.addAll(hevc.sps());
                sets.addAll(hevc.pps());
            }
            case TrackFormat.Aac _, TrackFormat.Other _ -> throw new AssertionError("video expected");
        }
        return sets;
    }

    private static List<AccessUnit> throughRtp(boolean h265, List<AccessUnit> sent) {
        var received = new ArrayList<AccessUnit>();
        var packetizer264 = new H264Packetizer(96, 1, 65_530, 0, 1200);
        var packetizer265 = new H265Packetizer(96, 1, 65_530, 0, 1200);
        var depacketizer264 = new H264Depacketizer();
        var depacketizer265 = new H265Depacketizer();
        for (var unit : sent) {
            for (var packet : h265 ? packetizer265.packetize(unit) : packetizer264.packetize(unit)) {
                for (var output : h265 ? depacketizer265.push(packet) : depacketizer264.push(packet)) {
                    assertThat(output).isInstanceOf(H264Depacketizer.Output.Complete.class);
                    received.add(((H264Depacketizer.Output.Complete) output).accessUnit());
                }
            }
        }
        return received;
    }

    private static byte[] write(boolean h265, List<byte[]> parameterSets, List<AccessUnit> units) {
        var samples = new VideoSamples(h265, parameterSets);
        var outputs = new ArrayList<VideoSamples.Output>();
        units.forEach(u -> outputs.addAll(samples.push(u)));
        outputs.addAll(samples.flush());
        var parts = new ArrayList<byte[]>();
        for (var output : outputs) {
            parts.add(switch (output) {
                case VideoSamples.Output.Format(var format) -> InitSegment.write(List.of(new Track(1, 90_000, format)));
                case VideoSamples.Output.Ready(var sample) ->
                    Fragments.write(parts.size(), new TrackRun(1, List.of(sample)));
            });
        }
        return SegmentTest.concat(parts.toArray(byte[][]::new));
    }
}
