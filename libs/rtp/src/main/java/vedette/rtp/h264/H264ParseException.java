package vedette.rtp.h264;

/** H.264 bytes that cannot be understood: what was expected and what was found. Stackless. */
public final class H264ParseException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what was expected and what was found */
    public H264ParseException(String message) {
        super(message, null, false, false);
    }
}
