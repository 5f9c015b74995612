package vedette.rtp;

import java.time.Instant;
import java.util.List;

/**
 * Counters of one sent RTP source and builder of its sender reports (RFC 3550 §6.4.1). Not thread-safe.
 */
public final class SenderStatistics {
    private final long ssrc;
    private final String cname;
    private long packets;
    private long octets;

    /**
     * @param ssrc the source
     * @param cname canonical name for SDES (RFC 7022: random, no address)
     */
    public SenderStatistics(long ssrc, String cname) {
        this.ssrc = ssrc;
        this.cname = cname;
    }

    /** Counts a sent packet. */
    public void onRtp(RtpPacket packet) {
        packets++;
        octets += packet.payload().length;
    }

    /** Packets sent. */
    public long packets() {
        return packets;
    }

    /** Payload bytes sent. */
    public long octets() {
        return octets;
    }

    /**
     * A compound of SR and SDES.
     *
     * @param wallTime the present
     * @param rtpTimestamp RTP time of the same instant
     */
    public List<RtcpPacket> report(Instant wallTime, long rtpTimestamp) {
        return List.of(
                new RtcpPacket.SenderReport(
                        ssrc,
                        NtpTime.of(wallTime),
                        rtpTimestamp & 0xFFFF_FFFFL,
                        packets & 0xFFFF_FFFFL,
                        octets & 0xFFFF_FFFFL,
                        List.of()),
                new RtcpPacket.SourceDescription(List.of(new RtcpPacket.SourceDescription.Chunk(ssrc, cname))));
    }

    /** A compound of an empty RR, SDES and BYE, for the end of the stream (RFC 3550 §6.6). */
    public List<RtcpPacket> goodbye() {
        return List.of(
                new RtcpPacket.ReceiverReport(ssrc, List.of()),
                new RtcpPacket.SourceDescription(List.of(new RtcpPacket.SourceDescription.Chunk(ssrc, cname))),
                new RtcpPacket.Bye(List.of(ssrc), null));
    }
}
