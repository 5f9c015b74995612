package vedette.pu.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import vedette.rtp.h264.AccessUnit;

class DeliveryTest {

    private static final MediaFormat FORMAT = new MediaFormat(352, 288, 15, 256, new byte[0], new byte[0], true);

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final Collector collected = new Collector(10_000);
    private final AtomicInteger keyFramesAsked = new AtomicInteger();
    private final LinkedBlockingQueue<String> failures = new LinkedBlockingQueue<>();
    private final AtomicLong now = new AtomicLong();

    @Test
    void nothingIsPassed_beforeAnIdrPictureAndItsFormat() {
        var delivery = delivery(collected);
        delivery.audio(new byte[160], 0, Instant.EPOCH);
        offer(delivery, 1, false);
        offer(delivery, 2, true);
        delivery.audio(new byte[160], 160, Instant.EPOCH);
        offer(delivery, 3, false);
        assertThat(collected.awaitPictures(2).stream().map(AccessUnit::pts90k)).containsExactly(2L, 3L);
        collected.awaitPackets(1);
        assertThat(collected.formats()).hasSize(1);
        assertThat(collected.timestamps()).containsExactly(160L);
        delivery.close();
    }

    @Test
    void fullQueue_dropsVideoUntilTheNextIdr_andAsksForIt() {
        var delivery = delivery(blockedFirst());
        offer(delivery, 0, true);
        for (int i = 1; i <= Delivery.QUEUE_MAX + 50; i++) {
            offer(delivery, i, false);
        }
        assertThat(keyFramesAsked).hasValue(1);
        release.countDown();
        collected.await(c -> c.units().size() >= Delivery.QUEUE_MAX - 2, "what was queued");
        offer(delivery, 1_000, false);
        offer(delivery, 1_001, true);
        collected.await(c -> c.units().getLast().pts90k() == 1_001, "the IDR picture");
        assertThat(collected.units().stream().map(AccessUnit::pts90k)).doesNotContain(1_000L);
        delivery.close();
    }

    @Test
    void timesThatFallBack_areMovedBehindTheLast() {
        var delivery = delivery(collected);
        offer(delivery, 500, true);
        offer(delivery, 400, true);
        offer(delivery, 600, false);
        assertThat(collected.awaitPictures(3).stream().map(AccessUnit::pts90k)).containsExactly(500L, 501L, 600L);
        delivery.close();
    }

    @Test
    void stuckSink_isGivenUp() throws Exception {
        var delivery = delivery(blockedFirst());
        offer(delivery, 0, true);
        offer(delivery, 1, false);
        entered.await();
        delivery.checkStuck();
        assertThat(failures).isEmpty();
        now.addAndGet(Delivery.STUCK_MAX.toNanos());
        delivery.checkStuck();
        assertThat(failures.poll(10, TimeUnit.SECONDS)).contains("took no media for 5 s");
    }

    @Test
    void ended_isTheLastCall() {
        var delivery = delivery(collected);
        offer(delivery, 1, true);
        delivery.ended("switched off");
        offer(delivery, 2, false);
        assertThat(collected.awaitEnd()).isEqualTo("switched off");
        assertThat(collected.units()).hasSize(1);
    }

    private MediaSink blockedFirst() {
        return new Forwarding(collected) {
            @Override
            public void video(AccessUnit unit, Instant captureTime) {
                entered.countDown();
                try {
                    boolean unused = release.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.video(unit, captureTime);
            }
        };
    }

    private Delivery delivery(MediaSink sink) {
        return new Delivery("test", sink, keyFramesAsked::incrementAndGet, failures::add, now::get);
    }

    private static void offer(Delivery delivery, long pts, boolean idr) {
        delivery.video(FORMAT, false, new AccessUnit(pts, idr, List.of(new byte[] {0x41})), Instant.EPOCH, true);
    }
}
