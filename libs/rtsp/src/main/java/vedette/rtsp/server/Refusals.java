package vedette.rtsp.server;

import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspStatus;

/** Which requests the state of the session forbids (RFC 2326 §A.2, RFC 7826 §17, appendix B). */
final class Refusals {
    private Refusals() {}

    /**
     * Status of the refusal of a SETUP, or 200.
     *
     * @param track index asked for, or -1 for the aggregate
     * @param tracks number of tracks of the stream
     */
    static int ofSetUp(
            RtspMessage.Request request, @Nullable ServerSession session, RequestPath path, int track, int tracks) {
        if (session == null ? request.headers().first("Session").isPresent() : !session.isNamedBy(request)) {
            return RtspStatus.SESSION_NOT_FOUND;
        }
        if (session != null && !session.path.equals(path.path()) || track < 0 && tracks > 0) {
            return RtspStatus.AGGREGATE_NOT_ALLOWED;
        }
        if (session != null && session.playing) {
            return RtspStatus.METHOD_NOT_VALID_IN_THIS_STATE;
        }
        if (track >= tracks) {
            return RtspStatus.NOT_FOUND;
        }
        return request.headers().first("Transport").isEmpty() ? RtspStatus.BAD_REQUEST : RtspStatus.OK;
    }

    /** Status of the refusal of a PLAY, PAUSE or TEARDOWN of this session, or 200. */
    static int ofControl(RtspMessage.Request request, ServerSession session, @Nullable RequestPath path) {
        if (path == null) {
            return RtspStatus.BAD_REQUEST;
        }
        if (!path.path().equals(session.path)) {
            return RtspStatus.NOT_FOUND;
        }
        if (path.track() >= 0 && session.tracks.size() > 1) {
            return RtspStatus.ONLY_AGGREGATE_ALLOWED;
        }
        boolean teardown = request.method().equals("TEARDOWN");
        return session.tracks.isEmpty() && !teardown ? RtspStatus.METHOD_NOT_VALID_IN_THIS_STATE : RtspStatus.OK;
    }
}
