package vedette.webrtc;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import vedette.rtp.h264.AccessUnit;

/** The way of pictures from the encoder's thread through the pacer to the wire. Thread-safe. */
final class VideoOutput {
    /** Longest sleep of the pacing thread, ns; a picture wakes it, the end of the session too. */
    private static final long IDLE_NANOS = 20_000_000;

    /** Shortest sleep, ns: timers are not finer. */
    private static final long PAUSE_NANOS_MIN = 200_000;

    private final VideoPackets packets = new VideoPackets();
    private final Pacer pacer = new Pacer(System.nanoTime());
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile @Nullable Thread thread;

    /** Drops a picture that cannot be sent yet, but keeps its parameter sets. */
    void skip(AccessUnit accessUnit) {
        dropped.incrementAndGet();
        synchronized (packets) {
            packets.remember(accessUnit);
        }
    }

    /**
     * Queues a picture.
     *
     * @return false if the queue had no room: an IDR is needed now
     */
    boolean offer(AccessUnit accessUnit, Instant capture) {
        Pacer.Offered outcome;
        synchronized (packets) {
            List<Pacer.Item> items = packets.cut(accessUnit, capture);
            outcome = items.isEmpty() ? Pacer.Offered.QUEUED : pacer.offer(items, accessUnit.idr());
        }
        if (outcome == Pacer.Offered.QUEUED) {
            wake();
        } else {
            dropped.incrementAndGet();
        }
        return outcome != Pacer.Offered.OVERFLOW;
    }

    /** Sends what is due until {@code ended}; the pacing thread's whole life. */
    void run(MediaSender sender, BooleanSupplier ended) {
        thread = Thread.currentThread();
        while (!ended.getAsBoolean()) {
            long now = System.nanoTime();
            Pacer.Item item = pacer.next(now);
            if (item != null) {
                sender.sendVideo(item, now);
                if (item.marker()) {
                    sent.incrementAndGet();
                }
                continue;
            }
            long wait = pacer.waitNanos(now);
            LockSupport.parkNanos(this, wait < 0 ? IDLE_NANOS : Math.max(wait, PAUSE_NANOS_MIN));
        }
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    void estimate(long bandwidthBps) {
        pacer.estimate(bandwidthBps);
    }

    /** Access units whose last packet has left. */
    long sent() {
        return sent.get();
    }

    /** Access units not sent. */
    long dropped() {
        return dropped.get();
    }
}
