package vedette.rtsp.server;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspRange;

/**
 * A PLAY request. While the stream plays already it is a wish for another position or speed.
 *
 * @param request the request with its headers
 * @param range what to play, or null to go on from where it was paused (live: from now)
 * @param scale Scale header: viewing speed, negative is backwards (RFC 7826 §18.46)
 * @param speed Speed header: delivery speed (RFC 7826 §18.50); its lower bound if a range was sent
 * @param tracks indices of the tracks that were set up, ascending
 */
public record PlayRequest(
        RtspRequestInfo request,
        @Nullable RtspRange range,
        OptionalDouble scale,
        OptionalDouble speed,
        List<Integer> tracks) {
    /** Copies the list. */
    public PlayRequest {
        tracks = List.copyOf(tracks);
    }
}
