package vedette.rtsp.server;

import vedette.rtp.sdp.SessionDescription;

/** The application's answer to DESCRIBE. */
public sealed interface DescribeResult {
    /**
     * A stream.
     *
     * @param sdp its description; the server writes the {@code a=control} attributes itself, one track per media section
     * @param live whether it is live; otherwise a recording that can be sought in (Media-Properties, RFC 7826 §18.29)
     */
    record Described(SessionDescription sdp, boolean live) implements DescribeResult {}

    /**
     * No stream.
     *
     * @param status for example 404 or 503
     */
    record Refused(int status) implements DescribeResult {}

    /** A live stream. */
    static DescribeResult live(SessionDescription sdp) {
        return new Described(sdp, true);
    }

    /** A recording. */
    static DescribeResult recording(SessionDescription sdp) {
        return new Described(sdp, false);
    }

    /** No stream, with a status. */
    static DescribeResult refused(int status) {
        return new Refused(status);
    }
}
