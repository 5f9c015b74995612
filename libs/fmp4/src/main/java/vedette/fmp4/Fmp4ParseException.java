package vedette.fmp4;

/** Bytes that are not the expected fragmented MP4: what was expected and what was found. Stackless. */
public final class Fmp4ParseException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what was expected and what was found */
    public Fmp4ParseException(String message) {
        super(message, null, false, false);
    }
}
