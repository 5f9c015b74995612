package vedette.webrtc;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the packets of large access units over time, so that an IDR does not overflow the first queue on its way.
 *
 * <p>A token bucket: {@link #next} gives a packet as soon as its bytes are covered. The queue is bounded; on overflow it
 * is emptied, and everything up to the next IDR is dropped, since the viewer could not decode it.
 *
 * <p>Thread-safe; time is an argument.
 */
final class Pacer {
    /** Bytes that may leave at once: what Ethernet switches take without trouble. */
    static final int BURST_BYTES_MAX = 16 * 1200;

    /** Queue, bytes: an 8 Mbit/s stream's IDR several times over. */
    static final int QUEUE_BYTES_MAX = 2_000_000;

    /** Slowest and fastest pace, bit/s. */
    static final long PACE_BPS_MIN = 16_000_000;

    static final long PACE_BPS_MAX = 64_000_000;

    /** Pace as a multiple of the viewer's estimate: fast enough to drain an IDR within a few frames. */
    private static final int PACE_FACTOR = 4;

    /**
     * One RTP payload to send.
     *
     * @param marker whether it ends its access unit
     * @param mediaTime in the stream's clock
     * @param capture wall time of the same instant
     */
    record Item(byte[] payload, boolean marker, long mediaTime, Instant capture) {}

    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean awaitingIdr = true;
    private long paceBps = PACE_BPS_MIN;
    private double tokens = BURST_BYTES_MAX;
    private long lastNanos;

    Pacer(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** What became of an access unit. */
    enum Offered {
        QUEUED,
        /** Not decodable without the IDR that is awaited. */
        AWAITING_IDR,
        /** The queue was full; it is empty now, and an IDR is awaited. */
        OVERFLOW
    }

    /** Queues all packets of an access unit, or none. */
    synchronized Offered offer(List<Item> accessUnit, boolean idr) {
        if (awaitingIdr && !idr) {
            return Offered.AWAITING_IDR;
        }
        int bytes = accessUnit.stream().mapToInt(item -> item.payload.length).sum();
        if (queuedBytes + bytes > QUEUE_BYTES_MAX) {
            queue.clear();
            queuedBytes = 0;
            awaitingIdr = true;
            return Offered.OVERFLOW;
        }
        awaitingIdr = false;
        queue.addAll(accessUnit);
        queuedBytes += bytes;
        return Offered.QUEUED;
    }

    /** The packet due now, or null. */
    synchronized @Nullable Item next(long nowNanos) {
        refill(nowNanos);
        Item head = queue.peek();
        if (head == null || tokens < Math.min(head.payload.length, BURST_BYTES_MAX)) {
            return null;
        }
        queue.poll();
        queuedBytes -= head.payload.length;
        tokens -= head.payload.length;
        return head;
    }

    /** Nanoseconds until {@link #next} gives a packet; −1 if the queue is empty. */
    synchronized long waitNanos(long nowNanos) {
        Item head = queue.peek();
        if (head == null) {
            return -1;
        }
        refill(nowNanos);
        double missing = head.payload.length - tokens;
        return missing <= 0 ? 0 : (long) Math.ceil(missing * 8 * 1e9 / paceBps);
    }

    /** Follows the viewer's estimate of the path. */
    synchronized void estimate(long bandwidthBps) {
        paceBps = Math.clamp(bandwidthBps * PACE_FACTOR, PACE_BPS_MIN, PACE_BPS_MAX);
    }

    private void refill(long nowNanos) {
        long elapsed = Math.max(0, nowNanos - lastNanos);
        lastNanos = nowNanos;
        tokens = Math.min(BURST_BYTES_MAX, tokens + elapsed / 1e9 * paceBps / 8);
    }
}
