package vedette.rtsp.netty;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.server.RtspRequestInfo;

/** A session of an RTSP server, as the application holds it. Safe for use by any thread. */
public interface RtspSession {
    /** Random id, as in the Session header. */
    String id();

    /** The SETUP request that opened the session, without credentials. */
    RtspRequestInfo request();

    /** What {@link vedette.rtsp.server.RtspVerdict.Allowed} carried. */
    @Nullable
    Object attachment();

    /** The senders of the tracks that were set up, by ascending index. */
    List<RtspMediaSender> senders();

    /** The sender of a track, if it was set up. */
    default Optional<RtspMediaSender> sender(int track) {
        return senders().stream().filter(s -> s.track() == track).findFirst();
    }

    /**
     * Whether the session still exists. Becomes false before {@link RtspHandler#ended} is called, so who adds a session
     * to a list in another thread asks afterwards.
     */
    boolean isOpen();

    /** Ends the session and closes its connection, for example after a revocation. Does nothing the second time. */
    void end(String reason);
}
