package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Virtual time throughout. */
class PacerTest {
    private static final long MILLIS = 1_000_000;
    private final Pacer pacer = new Pacer(0);

    private static List<Pacer.Item> unit(int packets) {
        return IntStream.range(0, packets)
                .mapToObj(i -> new Pacer.Item(new byte[1000], i == packets - 1, 0, Instant.EPOCH))
                .toList();
    }

    @Test
    void idrOf100PacketsLeavesAtThePace() {
        assertThat(pacer.offer(unit(100), true)).isEqualTo(Pacer.Offered.QUEUED);
        List<Long> departures = new ArrayList<>();
        long now = 0;
        while (departures.size() < 100) {
            if (pacer.next(now) != null) {
                departures.add(now);
            } else {
                now += pacer.waitNanos(now);
            }
        }
        assertThat(departures.stream().filter(at -> at == 0).count()).isEqualTo(Pacer.BURST_BYTES_MAX / 1000);
        // 81 packets of 1000 bytes at 16 Mbit/s take 40 ms.
        assertThat(departures.getLast()).isBetween(39 * MILLIS, 42 * MILLIS);
        assertThat(pacer.waitNanos(now)).isEqualTo(-1);
    }

    @Test
    void smallPictureLeavesAtOnce() {
        pacer.offer(unit(3), true);
        assertThat(pacer.next(0)).isNotNull();
        assertThat(pacer.next(0)).isNotNull();
        Pacer.Item last = pacer.next(0);
        assertThat(last).isNotNull();
        assertThat(last.marker()).isTrue();
        assertThat(pacer.next(0)).isNull();
    }

    @Test
    void nothingGoesBeforeTheFirstIdr() {
        assertThat(pacer.offer(unit(1), false)).isEqualTo(Pacer.Offered.AWAITING_IDR);
        assertThat(pacer.next(0)).isNull();
        pacer.offer(unit(1), true);
        assertThat(pacer.offer(unit(1), false)).isEqualTo(Pacer.Offered.QUEUED);
    }

    @Test
    void overflowDropsUpToTheNextIdr() {
        pacer.offer(unit(1500), true);
        assertThat(pacer.offer(unit(600), false)).isEqualTo(Pacer.Offered.OVERFLOW);
        assertThat(pacer.next(0)).isNull();
        assertThat(pacer.offer(unit(1), false)).isEqualTo(Pacer.Offered.AWAITING_IDR);
        assertThat(pacer.offer(unit(1), true)).isEqualTo(Pacer.Offered.QUEUED);
        assertThat(pacer.next(0)).isNotNull();
    }

    @Test
    void paceFollowsTheEstimateWithinLimits() {
        pacer.estimate(8_000_000);
        assertThat(drainNanos(100)).isBetween(19 * MILLIS, 22 * MILLIS);
        pacer.estimate(1_000_000_000);
        assertThat(drainNanos(100)).isBetween(9 * MILLIS, 12 * MILLIS);
        pacer.estimate(1);
        assertThat(drainNanos(100)).isBetween(39 * MILLIS, 42 * MILLIS);
    }

    private long base;

    private long drainNanos(int packets) {
        base += 1_000 * MILLIS;
        pacer.offer(unit(packets), true);
        long now = base;
        for (int sent = 0; sent < packets; ) {
            if (pacer.next(now) != null) {
                sent++;
            } else {
                now += pacer.waitNanos(now);
            }
        }
        return now - base;
    }
}
