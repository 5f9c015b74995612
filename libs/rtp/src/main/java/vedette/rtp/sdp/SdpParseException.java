package vedette.rtp.sdp;

/** Text that is not a session description: the line, what was expected and what was found. Stackless. */
public final class SdpParseException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;

    /**
     * @param message what was expected and what was found
     * @param line number of the line, from 1
     */
    public SdpParseException(String message, int line) {
        super("SDP line " + line + ": " + message, null, false, false);
        this.line = line;
    }

    /** Number of the line, from 1. */
    public int line() {
        return line;
    }
}
