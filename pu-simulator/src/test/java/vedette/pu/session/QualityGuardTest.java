package vedette.pu.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

@Covers("H6264-7-f")
class QualityGuardTest {
    private static final long SECOND = 1_000_000_000L;
    private final QualityGuard guard = new QualityGuard(0);

    /** Reports without loss, one a second, until something happens. */
    private long quietUntilRestored(long now) {
        long at = now;
        while (guard.loss(0, at).isEmpty()) {
            at += SECOND;
        }
        return at;
    }

    @Test
    void loss_reducesAtTheFirstReport_andTenQuietSecondsRestore() {
        assertThat(guard.loss(0.04, SECOND)).isEmpty();
        assertThat(guard.loss(0.06, 2 * SECOND)).hasValue(QualityGuard.Change.REDUCE);
        assertThat(guard.reason()).contains("lost");
        assertThat(guard.loss(0.06, 3 * SECOND)).isEmpty();
        assertThat(quietUntilRestored(4 * SECOND)).isEqualTo(13 * SECOND);
        assertThat(guard.isReduced()).isFalse();
    }

    @Test
    void lastingLowEstimate_reduces_aDipDoesNot() {
        assertThat(guard.estimate(500_000, 2_000, 5 * SECOND)).isEmpty();
        assertThat(guard.estimate(3_000_000, 2_000, 5 * SECOND + SECOND / 2)).isEmpty();
        assertThat(guard.estimate(500_000, 2_000, 6 * SECOND)).isEmpty();
        assertThat(guard.estimate(500_000, 2_000, 7 * SECOND)).hasValue(QualityGuard.Change.REDUCE);
        assertThat(guard.reason()).contains("slow");
    }

    @Test
    void estimatesOfTheStart_areNotBelieved() {
        assertThat(guard.estimate(300_000, 2_000, SECOND / 2)).isEmpty();
        assertThat(guard.estimate(300_000, 2_000, 2 * SECOND)).isEmpty();
        assertThat(guard.estimate(300_000, 0, 9 * SECOND)).as("a stream of unknown rate").isEmpty();
    }

    @Test
    void comingBackTooEarly_makesTheNextQuietTimeLonger() {
        guard.loss(0.2, 0);
        long back = quietUntilRestored(SECOND);
        assertThat(guard.loss(0.2, back + 2 * SECOND)).hasValue(QualityGuard.Change.REDUCE);
        assertThat(quietUntilRestored(back + 3 * SECOND)).isEqualTo(back + 22 * SECOND);
    }
}
