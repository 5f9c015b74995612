package vedette.rtsp.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What happens to a server connection. The ids are those of the outputs that asked. */
public sealed interface ServerInput {
    /** Bytes of the peer; borrowed for the call. */
    record Received(ByteBuffer bytes) implements ServerInput {}

    /** Answer to {@link ServerOutput.Authorize}. */
    record Authorized(long id, RtspVerdict verdict) implements ServerInput {}

    /** Answer to {@link ServerOutput.Describe}. */
    record Described(long id, DescribeResult result) implements ServerInput {}

    /**
     * Answer to {@link ServerOutput.OpenTrack}.
     *
     * @param serverRtpPort UDP port that sends, 0 for interleaved
     */
    record TrackOpened(long id, int serverRtpPort, int serverRtcpPort) implements ServerInput {}

    /** Answer to {@link ServerOutput.OpenTrack}: impossible now. */
    record TrackFailed(long id) implements ServerInput {}

    /** Answer to {@link ServerOutput.Play}. */
    record Played(long id, PlayResult result) implements ServerInput {}

    /** Answer to {@link ServerOutput.Pause}. */
    record Paused(long id) implements ServerInput {}

    /** The application failed while it answered. */
    record ApplicationFailed(long id) implements ServerInput {}

    /** RTCP came by UDP: a sign of life. */
    record RtcpSeen() implements ServerInput {}

    /** The application ends the session. */
    record End(@Nullable String reason) implements ServerInput {}

    /** The connection is gone. */
    record Disconnected() implements ServerInput {}

    /** A deadline may have passed. */
    record TimePassed() implements ServerInput {}
}
