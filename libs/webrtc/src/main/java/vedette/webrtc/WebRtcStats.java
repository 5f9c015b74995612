package vedette.webrtc;

/**
 * Counters of one session since its start.
 *
 * @param packetsSent RTP packets, without retransmissions
 * @param bytesSent bytes of those packets on the wire, SRTP included, IP and UDP not
 * @param audioBytesSent the audio part of {@code bytesSent}
 * @param accessUnitsSent access units whose last packet has left
 * @param accessUnitsDropped access units not sent: before the connection, before the first IDR, or for want of room
 * @param retransmissions packets sent again for a NACK
 * @param nacksUnanswered sequence numbers asked for that the history no longer held
 * @param keyFrameRequests PLI and FIR received
 * @param malformed datagrams that were neither valid DTLS nor valid SRTCP
 * @param lossFraction the viewer's last report of video loss, 0…1
 * @param roundTripMillis from the last report that named one of our sender reports; negative if none yet
 * @param jitterMillis the viewer's video jitter
 * @param bandwidthBps the last receiver estimate (REMB); 0 if none yet
 */
public record WebRtcStats(
        long packetsSent,
        long bytesSent,
        long audioBytesSent,
        long accessUnitsSent,
        long accessUnitsDropped,
        long retransmissions,
        long nacksUnanswered,
        long keyFrameRequests,
        long malformed,
        double lossFraction,
        double roundTripMillis,
        double jitterMillis,
        long bandwidthBps) {}
