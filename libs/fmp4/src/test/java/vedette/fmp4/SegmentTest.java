package vedette.fmp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import vedette.testkit.Seeded;

/** The bytes of segments, and the reader on good and hostile ones. */
class SegmentTest {
    private static final HexFormat HEX = HexFormat.of();
    /** 640x360 constrained baseline 3.0. */
    private static final byte[] SPS = HEX.parseHex("6742c01ed900a02ff97011000003000100000300320f162e48");

    private static final byte[] PPS = HEX.parseHex("68ce3c80");
    private static final byte[] AAC_LC_48K_STEREO = {0x11, (byte) 0x90};

    private static List<Track> tracks() throws Fmp4ParseException {
        return List.of(
                new Track(1, 90_000, TrackFormat.Avc.of(List.of(SPS, PPS))),
                new Track(2, 48_000, new TrackFormat.Aac(48_000, 2, AAC_LC_48K_STEREO)));
    }

    @Test
    void fragment_isAsTheSpecificationSays() {
        var run = new TrackRun(7, List.of(new Sample(0x1_2345_6789L, 3600, -1800, true, new byte[] {1, 2, 3})));
        assertThat(HEX.formatHex(Fragments.write(5, run)))
                .isEqualTo("00000068" + "6d6f6f66" // moof
                        + "00000010" + "6d666864" + "00000000" + "00000005" // mfhd
                        + "00000050" + "74726166" // traf
                        + "00000010" + "74666864" + "00020000" + "00000007" // tfhd, default-base-is-moof
                        + "00000014" + "74666474" + "01000000" + "0000000123456789" // tfdt, 64 bits
                        + "00000024" + "7472756e" + "01000f01" + "00000001" + "00000070" // trun, data offset
                        + "00000e10" + "00000003" + "02000000" + "fffff8f8"
                        + "0000000b" + "6d646174" + "010203"); // mdat
    }

    @Test
    void initSegment_carriesTheParameterSets() throws Fmp4ParseException {
        var bytes = InitSegment.write(tracks());
        String hex = HEX.formatHex(bytes);
        assertThat(hex).startsWith("0000001c" + "66747970" + "69736f36" + "00000200");
        assertThat(hex).contains("61766343" + "0142c01e" + "ffe1" + "0019" + HEX.formatHex(SPS) + "01" + "0004" + HEX.formatHex(PPS));
        assertThat(hex).contains("65736473" + "00000000" + "0319000000" + "0411" + "4015" + "0000000000000000000000" + "0502" + "1190" + "060102");
        assertThat(InitSegment.mimeType(tracks())).isEqualTo("video/mp4; codecs=\"avc1.42c01e,mp4a.40.2\"");
    }

    @Test
    void written_isRead() throws Fmp4ParseException {
        var samples = List.of(new Sample(100, 10, 20, true, new byte[] {1}), new Sample(110, 12, -5, false, new byte[] {2, 3}));
        var sound = new TrackRun(2, List.of(new Sample(7, 1024, 0, true, new byte[] {9, 9})));
        var stream = concat(InitSegment.write(tracks()), Fragments.write(9, List.of(new TrackRun(1, samples), sound)));
        for (int step : new int[] {1, 7, stream.length}) {
            var reader = new Fmp4Reader();
            var out = new ArrayList<Fmp4Reader.Output>();
            for (int i = 0; i < stream.length; i += step) {
                out.addAll(reader.push(java.util.Arrays.copyOfRange(stream, i, Math.min(stream.length, i + step))));
            }
            assertThat(out).hasSize(2);
            var init = (Fmp4Reader.Output.Initialized) out.getFirst();
            assertThat(init.tracks()).extracting(Track::timescale).containsExactly(90_000L, 48_000L);
            assertThat(init.tracks().getFirst().format().codec()).isEqualTo("avc1.42c01e");
            assertThat(init.tracks().get(1).format()).isInstanceOf(TrackFormat.Aac.class);
            var fragment = (Fmp4Reader.Output.Fragment) out.get(1);
            assertThat(fragment.sequenceNumber()).isEqualTo(9);
            assertThat(fragment.runs().getFirst().samples()).usingRecursiveComparison().isEqualTo(samples);
            assertThat(fragment.runs().get(1).samples()).usingRecursiveComparison().isEqualTo(sound.samples());
        }
    }

    @Test
    void wrongStreams_areNamed() {
        assertThatExceptionOfType(Fmp4ParseException.class)
                .isThrownBy(() -> new Fmp4Reader().push(HEX.parseHex("000000086d6f6f66")))
                .withMessage("moov before moof expected, found none");
        assertThatExceptionOfType(Fmp4ParseException.class)
                .isThrownBy(() -> new Fmp4Reader().push(HEX.parseHex("7fffffff6d6f6f76")))
                .withMessageContaining("at most 4194304 bytes expected");
        assertThatExceptionOfType(Fmp4ParseException.class)
                .isThrownBy(() -> new Fmp4Reader().push(new byte[16]))
                .withMessageContaining("expected");
        assertThatIllegalArgumentException().isThrownBy(() -> Fragments.write(1, new TrackRun(1, List.of())));
        assertThatExceptionOfType(Fmp4ParseException.class)
                .isThrownBy(() -> TrackFormat.Avc.of(List.of(SPS)))
                .withMessage("1..31 SPS and 1..255 PPS expected, found 1 and 0");
    }

    @Test
    void hostileBytes_neverDoMoreThanFail() throws Fmp4ParseException {
        var run = new TrackRun(1, List.of(new Sample(0, 10, 0, true, new byte[50]), new Sample(10, 10, 0, false, new byte[20])));
        var good = concat(InitSegment.write(tracks()), Fragments.write(1, run), Fragments.write(2, run));
        Seeded.rounds(20_000, random -> {
            var bytes = good.clone();
            int changes = 1 + random.nextInt(8);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextInt(3) == 0 ? (byte) (random.nextBoolean() ? 0xFF : 0) : (byte) random.nextInt();
            }
            var reader = new Fmp4Reader(1 << 16);
            try {
                reader.push(bytes);
            } catch (Fmp4ParseException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        });
    }

    static byte[] concat(byte[]... parts) {
        var out = new java.io.ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
