package vedette.mtu.distribution;

import vedette.rtp.RtcpPacket;
import vedette.rtsp.netty.RtspMediaUnit;

/** A viewer of a stream. Called under the stream's lock by the uplink's thread: must return at once and never wait for its peer. */
public interface StreamViewer {
    /** The relay that lets it watch. */
    String relayId();

    /** The next unit; shared by all viewers. */
    void unit(int track, RtspMediaUnit unit);

    /** The device's sender report of a track, in the stream's time. */
    default void senderReport(int track, RtcpPacket.SenderReport report) {}

    /**
     * Watching is over; nothing comes after it.
     *
     * @param reason {@code session-ended relay-expired uplink-lost …}
     */
    void ended(String reason);
}
