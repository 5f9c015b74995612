package vedette.rtsp.netty;

import java.util.List;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtp.sdp.MediaDescription;

/**
 * Sends the packets of one track of a session. Never blocks; safe for use by any thread, but the units of a track must
 * come from one thread at a time to keep their order.
 *
 * <p>Overflow: when more bytes wait for the peer than the server's limit, units are dropped up to the next key unit that
 * finds the queue half empty. Other sessions are not affected.
 */
public interface RtspMediaSender {
    /** Index of the track: its media section in the description. */
    int track();

    /** The track's media section. */
    MediaDescription media();

    /**
     * Sends the packets of one unit, or drops them as a whole. After PLAY the first unit sent is a key unit.
     *
     * @return false if the unit was dropped
     */
    boolean send(RtspMediaUnit unit);

    /**
     * Sends packets to this session only; for several sessions make one {@link RtspMediaUnit} and share it.
     *
     * @param key whether decoding may start here: an IDR picture with its parameter sets, or any audio packet
     */
    default boolean send(List<RtpPacket> packets, boolean key) {
        return send(RtspMediaUnit.of(packets, key));
    }

    /** Sends an RTCP compound, for example the sender report of the source that is relayed. */
    void sendRtcp(List<RtcpPacket> compound);

    /** Units sent. */
    long unitsSent();

    /** RTP bytes sent. */
    long bytesSent();

    /** Units dropped because the peer was too slow. */
    long unitsDropped();
}
