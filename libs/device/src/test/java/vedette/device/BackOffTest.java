package vedette.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackOffTest {
    @Test
    void waits_growToThirtySecondsWithJitter_andStartAnew() {
        BackOff backOff = new BackOff(new Random(3));
        long range = 500;
        for (int i = 0; i < 10; i++) {
            assertThat(backOff.next().toMillis()).isBetween(range / 2, range);
            range = Math.min(range * 2, 30_000);
        }
        backOff.reset();
        assertThat(backOff.next().toMillis()).isBetween(250L, 500L);
    }

    @Test
    void frequentHeartbeats_shortenTheLongestWait() {
        BackOff backOff = new BackOff(new Random(3));
        backOff.limit(1_000);
        assertThat(backOff.max()).hasSeconds(5);
        for (int i = 0; i < 10; i++) {
            backOff.next();
        }
        assertThat(backOff.next().toMillis()).isBetween(2_500L, 5_000L);
        backOff.limit(60_000);
        assertThat(backOff.max()).isEqualTo(BackOff.MAX);
    }
}
