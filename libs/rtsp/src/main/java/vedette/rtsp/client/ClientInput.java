package vedette.rtsp.client;

import java.nio.ByteBuffer;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspRange;

/** What happens to a client session. */
public sealed interface ClientInput {
    /** The connection is there, TLS included. */
    record Connected() implements ClientInput {}

    /** Bytes of the server; borrowed for the call. */
    record Received(ByteBuffer bytes) implements ClientInput {}

    /** Answer to {@link ClientOutput.OpenUdp}. */
    record UdpOpened(int track, int rtpPort, int rtcpPort) implements ClientInput {}

    /** Answer to {@link ClientOutput.OpenUdp}: impossible. */
    record UdpFailed(int track) implements ClientInput {}

    /** RTP of a track came by UDP. */
    record RtpSeen(int track) implements ClientInput {}

    /** Play again, from another position or at another speed. */
    record Play(@Nullable RtspRange range, OptionalDouble scale) implements ClientInput {}

    /** Pause. */
    record Pause() implements ClientInput {}

    /** End the session with TEARDOWN. */
    record Stop() implements ClientInput {}

    /** The connection is gone. */
    record Disconnected() implements ClientInput {}

    /** A deadline may have passed. */
    record TimePassed() implements ClientInput {}
}
