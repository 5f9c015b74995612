package vedette.rtsp;

/**
 * Bytes that are not RTSP or exceed a limit. The stream has lost its framing then: answer with {@link #status} and close
 * the connection. Stackless.
 */
public final class RtspParseException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    /**
     * @param status status code of the answer
     * @param message what was expected and what was found
     */
    public RtspParseException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** Status code of the answer: 400, 413 or 414. */
    public int status() {
        return status;
    }
}
