package vedette.mtu.distribution;

/** A stream ended before it began. Stackless. */
public final class StreamOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StreamOverException(String reason) {
        super(reason, null, false, false);
    }
}
