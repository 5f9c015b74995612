package vedette.pu.media;

/** A source cannot do what was asked; the message says what was expected, what was found and what to do. */
public class MediaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message for the person who must act. */
    public MediaException(String message) {
        super(message);
    }

    /** With the failure below it. */
    public MediaException(String message, Throwable cause) {
        super(message, cause);
    }
}
