package vedette.rtsp.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.TransportSpec;

/** What a client session wants done. The driver polls until {@link WaitUntil} or {@link Done}. */
public sealed interface ClientOutput {
    /** Send these bytes. */
    record Send(byte[] bytes) implements ClientOutput {}

    /** Open a pair of UDP ports for a track. */
    record OpenUdp(int track) implements ClientOutput {}

    /** The description came. */
    record Described(SessionDescription sdp, List<ClientTrack> tracks) implements ClientOutput {}

    /** A track is set up with this transport, as the server answered it. */
    record TrackReady(ClientTrack track, TransportSpec transport) implements ClientOutput {}

    /** The server plays. Comes again after each further PLAY. */
    record Playing(List<ClientTrack> tracks) implements ClientOutput {}

    /** Interleaved data of a track. */
    record Media(int track, boolean rtcp, byte[] data) implements ClientOutput {}

    /** The session is over; null if the caller stopped it. */
    record Ended(@Nullable RtspFailure failure) implements ClientOutput {}

    /** Close the connection after what was sent. */
    record Close() implements ClientOutput {}

    /** Nothing more to do before this monotonic time. */
    record WaitUntil(long deadlineNanos) implements ClientOutput {}

    /** The session is finished. */
    record Done() implements ClientOutput {}
}
