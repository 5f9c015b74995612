package vedette.rtp;

/**
 * Bytes from a peer that are not RTP or RTCP. Stackless, because it is an everyday event on a packet path; the message
 * names the field, the byte offset and the value found.
 */
public final class RtpParseException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int offset;

    /**
     * @param message what was expected and what was found
     * @param offset byte offset of the field in the input
     */
    public RtpParseException(String message, int offset) {
        super(message + " (byte offset " + offset + ")", null, false, false);
        this.offset = offset;
    }

    /** Byte offset of the offending field in the input. */
    public int offset() {
        return offset;
    }
}
