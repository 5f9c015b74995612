package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeadStartTest {
    private final AtomicInteger ran = new AtomicInteger();

    @Test
    void withoutAHold_tasksRunAtOnce() {
        new HeadStart(0, () -> false).after(ran::incrementAndGet);
        assertThat(ran).hasValue(1);
    }

    @Test
    void heldTasks_runLater_andTheEndWaitsForThem() {
        HeadStart start = new HeadStart(100, () -> false);
        start.after(ran::incrementAndGet);
        start.after(ran::incrementAndGet);
        start.awaitAll();
        assertThat(ran).hasValue(2);
    }

    @Test
    void whatIsDecided_needsNoRelay() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        HeadStart start = new HeadStart(50, () -> {
            asked.countDown();
            return true;
        });
        start.after(ran::incrementAndGet);
        start.awaitAll();
        assertThat(asked.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasValue(0);
    }
}
