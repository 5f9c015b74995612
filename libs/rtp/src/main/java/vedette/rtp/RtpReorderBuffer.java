package vedette.rtp;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Puts the packets of one RTP source back in order: holds packets behind a gap until it is filled or until more than
 * {@code capacity} packets wait, then gives the gap up. Late and duplicate packets are dropped. Not thread-safe.
 */
public final class RtpReorderBuffer {
    private final int capacity;
    private final SequenceExtender extender = new SequenceExtender();
    private final TreeMap<Long, RtpPacket> waiting = new TreeMap<>();
    private long next = -1;
    private long late;

    /** @param capacity packets that may wait behind a gap, 1..4096 */
    public RtpReorderBuffer(int capacity) {
        if (capacity < 1 || capacity > 4096) {
            throw new IllegalArgumentException("capacity of 1..4096 packets expected, found " + capacity);
        }
        this.capacity = capacity;
    }

    /** Takes a packet as received; gives the packets that are now in order. */
    public List<RtpPacket> push(RtpPacket packet) {
        long sequence = extender.extend(packet.sequenceNumber());
        if (next < 0) {
            next = sequence;
        }
        if (sequence < next || waiting.putIfAbsent(sequence, packet) != null) {
            late++;
            return List.of();
        }
        var out = new ArrayList<RtpPacket>();
        if (waiting.size() > capacity) {
            next = waiting.firstKey();
        }
        while (!waiting.isEmpty() && waiting.firstKey() == next) {
            out.add(waiting.pollFirstEntry().getValue());
            next++;
        }
        return out;
    }

    /** Gives all waiting packets in order, gaps given up; for the end of a stream or a timer. */
    public List<RtpPacket> flush() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        next = waiting.lastKey() + 1;
        var out = List.copyOf(waiting.values());
        waiting.clear();
        return out;
    }

    /** Packets dropped because they came too late or twice. */
    public long late() {
        return late;
    }
}
