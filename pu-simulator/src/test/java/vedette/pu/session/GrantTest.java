package vedette.pu.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vedette.contracts.device.ViewerCapabilities;
import vedette.pu.media.StreamRequest;
import vedette.testkit.Covers;

class GrantTest {
    private static Grant grant(@Nullable Integer width, List<String> codecs, List<String> audio) {
        return new Grant(
                "ses",
                new ViewerCapabilities(width, 288, null, 256, codecs, audio),
                1,
                "main",
                "",
                Duration.ZERO,
                "",
                null,
                null);
    }

    @Test
    @Covers({"H6264-7-f", "AMB-26"})
    void capabilities_becomeTheRequestToTheSource() {
        assertThat(grant(352, List.of("H264"), List.of("PCMA")).request())
                .isEqualTo(new StreamRequest("main", 352, 288, 0, 256, true));
        assertThat(grant(null, List.of("H264"), List.of()).request().audio()).isFalse();
    }

    @Test
    void soundFollowsWhatTheViewerTakes() {
        assertThat(grant(1, List.of("H264"), List.of("PCMU")).wantsMuLaw()).isTrue();
        assertThat(grant(1, List.of("H264"), List.of("PCMU", "PCMA")).wantsMuLaw())
                .isFalse();
        assertThat(grant(1, List.of("H264"), List.of("opus")).wantsAudio()).isFalse();
        Grant unspecified = grant(1, List.of(), List.of());
        assertThat(unspecified.wantsAudio()).isTrue();
        assertThat(unspecified.wantsMuLaw()).isFalse();
    }

    @Test
    void videoCodec_isChecked() {
        assertThat(grant(1, List.of("h264"), List.of()).wantsVideo("H264")).isTrue();
        assertThat(grant(1, List.of("VP8"), List.of()).wantsVideo("H264")).isFalse();
    }
}
