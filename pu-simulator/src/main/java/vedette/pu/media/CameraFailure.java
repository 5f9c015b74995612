package vedette.pu.media;

/**
 * Why a camera does not play.
 *
 * @param kind what to decide by
 * @param message for the person who must act
 */
public record CameraFailure(Kind kind, String message) {

    /** Kinds of failure. */
    public enum Kind {
        /** No connection. */
        UNREACHABLE,
        /** User or password missing or wrong. */
        CREDENTIALS,
        /** No H.264 among the camera's video. */
        CODEC,
        /** The transport asked for is refused; the other one may do. */
        TRANSPORT,
        /** Connected, but no picture came. */
        NO_VIDEO,
        /** Anything else, also a connection that ended. */
        OTHER
    }
}
