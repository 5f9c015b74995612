package vedette.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import vedette.rtp.h264.AccessUnit;

class VideoSamplesTest {
    private static final byte[] SPS = HexFormat.of().parseHex("6742c01ed900a02ff97011000003000100000300320f162e48");
    private static final byte[] PPS = HexFormat.of().parseHex("68ce3c80");
    private static final byte[] IDR = {0x65, (byte) 0x88, 1};
    private static final byte[] P = {0x41, (byte) 0x9A, 2};

    @Test
    void beforeTheFirstIntraPicture_nothingComes() {
        var samples = new VideoSamples(false, List.of(SPS, PPS));
        assertThat(samples.push(AccessUnit.of(0, List.of(P)))).isEmpty();
        assertThat(samples.push(AccessUnit.of(3600, List.of(IDR)))).singleElement().isInstanceOf(VideoSamples.Output.Format.class);
    }

    @Test
    void durations_areThoseOfTheStream() {
        var samples = new VideoSamples(false, List.of());
        samples.push(AccessUnit.of(0, List.of(SPS, PPS, IDR)));
        var first = ready(samples.push(AccessUnit.of(3000, List.of(P))));
        var second = ready(samples.push(AccessUnit.of(9000, List.of(P))));
        var last = ready(samples.flush());
        assertThat(List.of(first.duration(), second.duration(), last.duration())).containsExactly(3000L, 6000L, 6000L);
        assertThat(List.of(first.sync(), second.sync())).containsExactly(true, false);
        assertThat(HexFormat.of().formatHex(first.data())).isEqualTo("00000003658801");
    }

    @Test
    void changedParameterSets_giveANewFormat() {
        var samples = new VideoSamples(false, List.of(SPS, PPS));
        samples.push(AccessUnit.of(0, List.of(SPS, PPS, IDR)));
        assertThat(samples.push(AccessUnit.of(3600, List.of(SPS, PPS, IDR)))).hasSize(1);
        var other = SPS.clone();
        other[3] = 0x1F;
        assertThat(samples.push(AccessUnit.of(7200, List.of(other, PPS, IDR))))
                .hasAtLeastOneElementOfType(VideoSamples.Output.Format.class);
    }

    @Test
    void afterALoss_decodingStartsAgainAtAnIntraPicture() {
        var samples = new VideoSamples(false, List.of(SPS, PPS));
        samples.push(AccessUnit.of(0, List.of(IDR)));
        assertThat(samples.lost()).hasSize(1);
        assertThat(samples.push(AccessUnit.of(3600, List.of(P)))).isEmpty();
        assertThat(samples.push(AccessUnit.of(7200, List.of(IDR)))).hasSize(1);
    }

    private static Sample ready(List<VideoSamples.Output> out) {
        return ((VideoSamples.Output.Ready) out.getLast()).sample();
    }
}
