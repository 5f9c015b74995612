package vedette.mtu.distribution;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counters of distribution since the start. Thread-safe. */
public final class DistributionCounters {
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final AtomicInteger viewers = new AtomicInteger();

    void received(int bytes) {
        bytesIn.add(bytes);
    }

    /** Media bytes were given to a viewer's connection. */
    public void sent(long bytes) {
        bytesOut.add(bytes);
    }

    /** A viewer began to watch. */
    public void viewerCame() {
        viewers.incrementAndGet();
    }

    /** It does not any more. */
    public void viewerLeft() {
        viewers.decrementAndGet();
    }

    /** Viewers at this moment. */
    public int viewers() {
        return viewers.get();
    }

    /** Bytes of RTP packets from devices. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Bytes of RTP packets and fMP4 segments to viewers. */
    public long bytesOut() {
        return bytesOut.sum();
    }
}
