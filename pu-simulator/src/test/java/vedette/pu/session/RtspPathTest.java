package vedette.pu.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RtspPathTest {
    private static final String DEVICE = "dev_0123456789abcdefghjkmnpqrs";

    @Test
    void liveStream_isRead() {
        assertThat(RtspPath.parse("/live/" + DEVICE + "/1/sub")).contains(new RtspPath(DEVICE, 1, "sub"));
    }

    @Test
    void everythingElse_isNone() {
        for (String path : List.of(
                "",
                "/live",
                "/live/" + DEVICE,
                "/live/" + DEVICE + "/0/main",
                "/live/" + DEVICE + "/1/other",
                "/live/" + DEVICE + "/1/main/x",
                "/live/../" + DEVICE + "/1/main",
                "/rec/" + DEVICE)) {
            assertThat(RtspPath.parse(path)).as(path).isEmpty();
        }
    }
}
