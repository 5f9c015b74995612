package vedette.rtp.h265;

/** H.265 bytes that cannot be understood: what was expected and what was found. Stackless. */
public final class H265ParseException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what was expected and what was found */
    public H265ParseException(String message) {
        super(message, null, false, false);
    }
}
