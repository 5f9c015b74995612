package vedette.webrtc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last packets of one SSRC as they went onto the wire, for NACK (RFC 4585 §6.2.1). The same protected bytes go out
 * again: the receiver, which never saw them, accepts them.
 *
 * <p>Thread-safe.
 */
final class PacketHistory {
    /** Packets kept: about four seconds of a 2 Mbit/s stream. */
    static final int CAPACITY = 1024;

    /** Times one packet is sent again at most; a viewer cannot turn this device into an amplifier. */
    static final int RESENDS_MAX = 6;

    /** Least time between two repeated copies of a packet, ns. */
    static final long RESEND_INTERVAL_NANOS = 10_000_000;

    private static final int NONE = -1;

    private final byte[][] packets = new byte[CAPACITY][];
    private final int[] sequenceNumbers = new int[CAPACITY];
    private final long[] resentNanos = new long[CAPACITY];
    private final int[] resends = new int[CAPACITY];

    PacketHistory() {
        Arrays.fill(sequenceNumbers, NONE);
    }

    /** Keeps a packet just sent; the oldest gives way. The array is not copied. */
    synchronized void add(int sequenceNumber, byte[] packet, long nowNanos) {
        int slot = sequenceNumber % CAPACITY;
        packets[slot] = packet;
        sequenceNumbers[slot] = sequenceNumber;
        resentNanos[slot] = nowNanos - RESEND_INTERVAL_NANOS; // The first copy may go at once.
        resends[slot] = 0;
    }

    /** Whether the packet is still here. */
    synchronized boolean contains(int sequenceNumber) {
        return sequenceNumbers[sequenceNumber % CAPACITY] == sequenceNumber;
    }

    /** The packet to send again, or null: too old, just repeated, or repeated too often. */
    synchronized byte @Nullable [] resend(int sequenceNumber, long nowNanos) {
        int slot = sequenceNumber % CAPACITY;
        if (sequenceNumbers[slot] != sequenceNumber
                || resends[slot] >= RESENDS_MAX
                || nowNanos - resentNanos[slot] < RESEND_INTERVAL_NANOS) {
            return null;
        }
        resends[slot]++;
        resentNanos[slot] = nowNanos;
        return packets[slot];
    }
}
