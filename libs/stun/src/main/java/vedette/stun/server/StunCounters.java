package vedette.stun.server;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts what listeners saw beside relayed payloads. Thread-safe. */
public final class StunCounters {
    private final AtomicLongArray counts = new AtomicLongArray(4);

    void bound() {
        counts.getAndIncrement(0);
    }

    void authenticationFailed() {
        counts.getAndIncrement(1);
    }

    void junk() {
        counts.getAndIncrement(2);
    }

    void limited() {
        counts.getAndIncrement(3);
    }

    /** Binding requests answered. */
    public long bindings() {
        return counts.get(0);
    }

    /** Requests whose credential or nonce was wrong; a first request without any is not a failure. */
    public long authenticationFailures() {
        return counts.get(1);
    }

    /** Packets that are neither STUN nor ChannelData of an allocation. */
    public long junkPackets() {
        return counts.get(2);
    }

    /** Requests not answered because their source asked too often. */
    public long limitedPackets() {
        return counts.get(3);
    }
}
