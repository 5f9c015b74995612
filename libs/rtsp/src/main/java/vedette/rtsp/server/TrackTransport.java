package vedette.rtsp.server;

/** How the packets of a track reach the client. */
public sealed interface TrackTransport {
    /** On the RTSP connection (RFC 7826 §14). */
    record Interleaved(int rtpChannel, int rtcpChannel) implements TrackTransport {}

    /** By UDP to these ports of the RTSP peer's address. */
    record Udp(int clientRtpPort, int clientRtcpPort) implements TrackTransport {}
}
