package vedette.rtp;

/**
 * Extends the 16-bit sequence numbers of one RTP source to 64 bits (RFC 3550 §A.1): each value is taken as the one
 * nearest to the highest value so far. Not thread-safe.
 */
public final class SequenceExtender {
    private boolean started;
    private long highest;

    /**
     * The extended value of a sequence number; a late packet gives a value below {@link #highest()}.
     *
     * @param sequenceNumber 0..65535
     */
    public long extend(int sequenceNumber) {
        if (!started) {
            started = true;
            // One cycle of room, so that a packet from before the first one does not become negative.
            highest = 0x1_0000L + sequenceNumber;
            return highest;
        }
        long extended = highest + (short) (sequenceNumber - (int) highest);
        highest = Math.max(highest, extended);
        return extended;
    }

    /** The highest extended value seen. */
    public long highest() {
        return highest;
    }
}
