package vedette.pu.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

@Covers({"H6264-7-f"})
class BitrateControllerTest {
    private static final long SECOND = 1_000_000_000L;
    private final BitrateController controller = new BitrateController(2_000);

    @Test
    void estimateBelowTheStream_lowersIt_andAHighOneBringsItBack() {
        assertThat(controller.estimate(1_000_000, 0)).hasValue(850);
        assertThat(controller.estimate(10_000_000, SECOND)).hasValue(2_000);
    }

    @Test
    void smallOrHastyChanges_areHeldBack() {
        assertThat(controller.estimate(2_250_000, 0)).isEmpty();
        assertThat(controller.estimate(1_000_000, SECOND)).hasValue(850);
        assertThat(controller.estimate(400_000, SECOND + SECOND / 4)).isEmpty();
        assertThat(controller.estimate(400_000, 2 * SECOND)).hasValue(340);
    }

    @Test
    void loss_cutsTheRate_andQuietRaisesItSlowly() {
        assertThat(controller.loss(0.4, 0)).hasValue(1_600);
        int rate = 1_600;
        long now = 0;
        for (int report = 0; report < 20; report++) {
            now += SECOND;
            rate = controller.loss(0, now).orElse(rate);
        }
        assertThat(rate).isEqualTo(2_000);
    }

    @Test
    void lossAboveFivePercent_isActedOnAtOnce() {
        assertThat(controller.loss(0.04, 0)).isEmpty();
        assertThat(controller.loss(0.06, SECOND)).hasValue(1_700);
    }

    @Test
    void neverBelowTheMinimum() {
        assertThat(controller.estimate(1_000, 0)).hasValue(BitrateController.KBPS_MIN);
    }
}
