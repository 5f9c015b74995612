package vedette.rtsp.server;

import org.jspecify.annotations.Nullable;

/** The application's decision about a request. */
public sealed interface RtspVerdict {
    /**
     * The sender may use this stream; holds for the connection until its session ends, so that SETUP and PLAY there need no
     * credentials.
     *
     * @param attachment anything the application wants back with the session, for example its own session record
     */
    record Allowed(@Nullable Object attachment) implements RtspVerdict {}

    /**
     * Credentials are missing or wrong: 401 with challenges.
     *
     * @param reason short reason for people, sent as the reason phrase; empty for the usual one
     */
    record Unauthorized(String reason) implements RtspVerdict {}

    /**
     * Another refusal.
     *
     * @param status for example 403, 404, 453 or 503
     * @param reason short reason for people, sent as the reason phrase; empty for the usual one
     */
    record Refused(int status, String reason) implements RtspVerdict {
        /** Checks that it is an error. */
        public Refused {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("status 400..599 expected, found " + status);
            }
        }
    }

    /** Allowed with an attachment. */
    static RtspVerdict allowed(@Nullable Object attachment) {
        return new Allowed(attachment);
    }

    /** 401. */
    static RtspVerdict unauthorized() {
        return new Unauthorized("");
    }

    /** 401 with a reason for people. */
    static RtspVerdict unauthorized(String reason) {
        return new Unauthorized(reason);
    }

    /** Refused with a status. */
    static RtspVerdict refused(int status) {
        return new Refused(status, "");
    }

    /** Refused with a status and a reason for people. */
    static RtspVerdict refused(int status, String reason) {
        return new Refused(status, reason);
    }
}
