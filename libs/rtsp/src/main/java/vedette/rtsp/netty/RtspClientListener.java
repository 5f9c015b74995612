package vedette.rtsp.netty;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.client.ClientTrack;
import vedette.rtsp.client.RtspFailure;

/** What a client tells its owner. All methods are called on the connection's event loop and must not block. */
public interface RtspClientListener {
    /** The server's description came and tracks were chosen. */
    default void described(SessionDescription sdp, List<ClientTrack> tracks) {}

    /** The server plays; comes again after each further PLAY. */
    default void playing(List<ClientTrack> tracks) {}

    /** An RTP packet of a track with the negotiated payload type, in order as far as it could be restored. */
    void rtp(ClientTrack track, RtpPacket packet);

    /** RTCP of a track, for example sender reports with the wall time. */
    default void rtcp(ClientTrack track, List<RtcpPacket> packets) {}

    /**
     * The session is over; called exactly once.
     *
     * @param failure why, or null if {@link RtspClient#close} ended it
     */
    void ended(@Nullable RtspFailure failure);
}
