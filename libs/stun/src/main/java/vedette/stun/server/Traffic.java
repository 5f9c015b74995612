package vedette.stun.server;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts relayed payloads. Each is counted once, where it enters, without TURN framing; media are payloads that are not STUN by RFC 7983 (first
 * byte above 3). Thread-safe.
 */
public final class Traffic {
    private static final int PACKETS_FROM_CLIENTS = 0;
    private static final int BYTES_FROM_CLIENTS = 1;
    private static final int PACKETS_TO_CLIENTS = 2;
    private static final int BYTES_TO_CLIENTS = 3;
    private static final int MEDIA_PACKETS = 4;
    private static final int MEDIA_BYTES = 5;
    private static final int REFUSED = 6;
    private static final int ALLOCATIONS = 7;
    private static final int ALLOCATIONS_TOTAL = 8;

    private final AtomicLongArray counts = new AtomicLongArray(9);

    void fromClient(int bytes, boolean media) {
        count(PACKETS_FROM_CLIENTS, bytes, media);
    }

    void toClient(int bytes, boolean media) {
        count(PACKETS_TO_CLIENTS, bytes, media);
    }

    private void count(int at, int bytes, boolean media) {
        counts.getAndIncrement(at);
        counts.getAndAdd(at + 1, bytes);
        if (media) {
            counts.getAndIncrement(MEDIA_PACKETS);
            counts.getAndAdd(MEDIA_BYTES, bytes);
        }
    }

    void refused() {
        counts.getAndIncrement(REFUSED);
    }

    void allocated() {
        counts.getAndIncrement(ALLOCATIONS);
        counts.getAndIncrement(ALLOCATIONS_TOTAL);
    }

    void released() {
        counts.getAndDecrement(ALLOCATIONS);
    }

    /** Payloads from clients to peers. */
    public long packetsFromClients() {
        return counts.get(PACKETS_FROM_CLIENTS);
    }

    public long bytesFromClients() {
        return counts.get(BYTES_FROM_CLIENTS);
    }

    /** Payloads from peers to clients. */
    public long packetsToClients() {
        return counts.get(PACKETS_TO_CLIENTS);
    }

    public long bytesToClients() {
        return counts.get(BYTES_TO_CLIENTS);
    }

    /** Payloads of both directions that are not STUN. */
    public long mediaPackets() {
        return counts.get(MEDIA_PACKETS);
    }

    public long mediaBytes() {
        return counts.get(MEDIA_BYTES);
    }

    /** Payloads dropped because the peer is not allowed. */
    public long refusedPackets() {
        return counts.get(REFUSED);
    }

    /** Allocations living now. */
    public int allocations() {
        return (int) counts.get(ALLOCATIONS);
    }

    /** Allocations ever made. */
    public long allocationsTotal() {
        return counts.get(ALLOCATIONS_TOTAL);
    }
}
