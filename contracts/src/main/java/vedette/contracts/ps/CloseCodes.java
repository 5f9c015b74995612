package vedette.contracts.ps;

/** Close codes of the control channel's WebSocket (RFC 6455 §7.4; 4000..4999 are the application's). */
public final class CloseCodes {
    /** The SCU stops; connect again, to another one if there is one. */
    public static final int GOING_AWAY = 1001;
    /** A binary frame; only text is spoken. */
    public static final int TEXT_ONLY = 1003;
    /** A frame over {@link ChannelMethods#FRAME_BYTES_MAX}. */
    public static final int TOO_LARGE = 1009;
    /** Not JSON-RPC, too often. */
    public static final int MALFORMED = 4400;
    /** The proof is wrong or the device may not connect: register again, after a minute. */
    public static final int REFUSED = 4403;
    /** Silent for too long. */
    public static final int SILENT = 4408;
    /** The same device opened a newer channel. */
    public static final int REPLACED = 4409;
    /** Too many messages, or answers that the device does not read. */
    public static final int TOO_FAST = 4429;
    /** The platform cannot check the proof at this time; try again soon. */
    public static final int TRY_LATER = 4503;

    private CloseCodes() {}
}
