package vedette.mtu.distribution;

import org.jspecify.annotations.Nullable;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;

/**
 * Keeps one track one RTP stream over several uplinks: the first uplink's packets pass as they are; a later one's get the first's SSRC, the
 * next sequence numbers, and timestamps that go on by the time that passed. Not thread-safe.
 */
final class Continuity {
    private final int clockRateHz;
    private boolean started;
    private boolean identical = true;
    private boolean joining;
    private long ssrc;
    private long arrivingSsrc;
    private int payloadType;
    private int lastSequence;
    private long lastTimestamp;
    private long lastNanos;
    private int sequenceOffset;
    private long timestampOffset;

    Continuity(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** Another uplink begins. */
    void restart() {
        joining = started;
    }

    /** The packet as viewers shall get it. */
    RtpPacket pass(RtpPacket packet, long nowNanos) {
        if (!started) {
            started = true;
            ssrc = packet.ssrc();
            payloadType = packet.payloadType();
        } else if (joining || packet.ssrc() != arrivingSsrc) {
            joining = false;
            identical = false;
            long ticks = Math.max(1, (nowNanos - lastNanos) / 1000 * clockRateHz / 1_000_000);
            sequenceOffset = lastSequence + 1 - packet.sequenceNumber();
            timestampOffset = lastTimestamp + ticks - packet.timestamp();
        }
        arrivingSsrc = packet.ssrc();
        RtpPacket passed = identical
                ? packet
                : packet.withHeader(
                        payloadType, packet.sequenceNumber() + sequenceOffset, packet.timestamp() + timestampOffset, ssrc);
        lastSequence = passed.sequenceNumber();
        lastTimestamp = passed.timestamp();
        lastNanos = nowNanos;
        return passed;
    }

    /** A sender report in the stream's time, or null before the first packet of its uplink. */
    RtcpPacket.@Nullable SenderReport pass(RtcpPacket.SenderReport report) {
        if (!started || joining) {
            return null;
        }
        return identical
                ? report
                : new RtcpPacket.SenderReport(
                        ssrc,
                        report.ntpTimestamp(),
                        report.rtpTimestamp() + timestampOffset & 0xFFFF_FFFFL,
                        report.packetCount(),
                        report.octetCount(),
                        java.util.List.of());
    }
}
