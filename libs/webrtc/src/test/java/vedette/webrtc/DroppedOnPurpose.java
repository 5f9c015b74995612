package vedette.webrtc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import vedette.rtp.RtpPacket;

/** A network that loses chosen RTP packets; RTCP always passes. Retransmissions carry the old sequence number. */
final class DroppedOnPurpose implements Predicate<byte[]> {
    private final AtomicInteger packets = new AtomicInteger();
    private final Set<Integer> gone = ConcurrentHashMap.newKeySet();
    private volatile int oneIn;
    private volatile boolean remember;

    /** Loses every nth packet, copies included. */
    void oneIn(int n) {
        oneIn = n;
    }

    /** Loses everything from now to {@link #none}, and its copies after that too. */
    void allAndTheirCopies() {
        remember = true;
        oneIn = 1;
    }

    /** Loses nothing new. */
    void none() {
        oneIn = 0;
        remember = false;
    }

    @Override
    public boolean test(byte[] packet) {
        if (RtpPacket.isRtcp(packet[1])) {
            return false;
        }
        int sequenceNumber = (packet[2] & 0xFF) << 8 | packet[3] & 0xFF;
        int n = oneIn;
        boolean lost = n > 0 && packets.incrementAndGet() % n == 0;
        if (lost && remember) {
            gone.add(sequenceNumber);
        }
        return lost || gone.contains(sequenceNumber);
    }
}
