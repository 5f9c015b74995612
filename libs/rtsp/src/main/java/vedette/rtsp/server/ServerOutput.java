package vedette.rtsp.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.sdp.MediaDescription;

/** What a server connection wants done. The driver polls until {@link WaitUntil} or {@link Done}. */
public sealed interface ServerOutput {
    /** Send these bytes. */
    record Send(byte[] bytes) implements ServerOutput {}

    /** Ask the application whether the sender may. */
    record Authorize(long id, RtspRequestInfo request) implements ServerOutput {}

    /** Ask the application for the description. */
    record Describe(
            long id, RtspRequestInfo request, @Nullable Object attachment) implements ServerOutput {}

    /** A session exists from now on; comes before its first track. */
    record SessionOpened(
            String sessionId,
            RtspRequestInfo request,
            @Nullable Object attachment,
            List<MediaDescription> media) implements ServerOutput {}

    /** A verdict allowed a stream and no session came of it. */
    record Released(@Nullable Object attachment) implements ServerOutput {}

    /** Make a track ready. */
    record OpenTrack(long id, int track, TrackTransport transport) implements ServerOutput {}

    /** Ask the application to start. */
    record Play(long id, PlayRequest request) implements ServerOutput {}

    /** Ask the application to pause. */
    record Pause(long id) implements ServerOutput {}

    /** Media may flow from now on, or no longer. Comes after the response. */
    record Streaming(boolean on) implements ServerOutput {}

    /** The client sent interleaved data of a track. */
    record FromClient(int track, boolean rtcp, byte[] data) implements ServerOutput {}

    /** The session is over. */
    record SessionEnded(String reason) implements ServerOutput {}

    /** Close the connection after what was sent. */
    record Close() implements ServerOutput {}

    /** Nothing more to do before this monotonic time. */
    record WaitUntil(long deadlineNanos) implements ServerOutput {}

    /** The connection is finished. */
    record Done() implements ServerOutput {}
}
