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
}
