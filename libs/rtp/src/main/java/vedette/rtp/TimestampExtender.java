package vedette.rtp;

/**
 * Extends the 32-bit timestamps of one RTP source to 64 bits (RFC 3550 §5.1): each value is taken as the one nearest to
 * the value before it, so reordering and both wraps are followed. Not thread-safe.
 */
public final class TimestampExtender {
    private boolean started;
    private long last;

    /**
     * The extended value of a timestamp.
     *
     * @param timestamp 32-bit RTP timestamp, unsigned
     */
    public long extend(long timestamp) {
        if (started) {
            last += (int) (timestamp - last);
        } else {
            started = true;
            last = timestamp & 0xFFFF_FFFFL;
        }
        return last;
    }
}
