package vedette.testkit.net;

/** The lab cannot do what was asked; the message says which command failed and what it said. Never a reason to skip a test. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LabException(String message) {
        super(message);
    }

    LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
