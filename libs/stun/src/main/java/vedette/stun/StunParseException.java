package vedette.stun;

/** Bytes that are not the STUN message or attribute that was expected; the message says what was expected and found. */
public final class StunParseException extends Exception {
    private static final long serialVersionUID = 1L;

    public StunParseException(String message) {
        // Junk from the network makes many of these: no stack trace.
        super(message, null, false, false);
    }
}
