package vedette.rtsp.client;

/**
 * Why a client session ended.
 *
 * @param kind what to decide by
 * @param message for people: what was expected, what was found, what to do
 * @param status status code of the server's answer, or 0
 */
public record RtspFailure(Kind kind, String message, int status) {
    /** Kinds of failure. */
    public enum Kind {
        /** No TCP or TLS connection. */
        UNREACHABLE,
        /** The server wants credentials and none were given, or none that may be sent this way. */
        CREDENTIALS_NEEDED,
        /** User, password or token are wrong. */
        CREDENTIALS_WRONG,
        /** The server knows the sender and refuses: 403. */
        FORBIDDEN,
        /** No stream of this path: 404. */
        NOT_FOUND,
        /** The description has no video. */
        NO_VIDEO_TRACK,
        /** There is video, but in no codec that the caller can use. */
        CODEC_UNSUPPORTED,
        /** The server does not do this transport: 461. */
        TRANSPORT_REFUSED,
        /** Everything was agreed, but no video came, or it stopped. */
        NO_VIDEO,
        /** No answer in time. */
        TIMEOUT,
        /** The server answered with another error. */
        REFUSED,
        /** The server broke the protocol. */
        PROTOCOL,
        /** The server closed the connection. */
        CLOSED
    }
}
