package vedette.webrtc;

import java.time.Instant;
import java.util.List;
import vedette.rtp.RtcpPacket;

/**
 * Reads what the viewer's RTCP means for this session (RFC 3550 §6, RFC 4585 §6, RFC 5104 §4). Not thread-safe but for the
 * getters: the receiving thread owns it.
 */
final class ViewerFeedback {
    /** Sequence numbers taken from one compound packet; the history holds no more. */
    private static final int NACKS_MAX = PacketHistory.CAPACITY;

    /** What the session does about it. */
    interface Actions {
        void retransmit(long mediaSsrc, List<Integer> sequenceNumbers);

        void keyFrameRequested();

        void bandwidthEstimate(long bps);

        void viewerReport(double lossFraction, double roundTripMillis, double jitterMillis);

        void bye();
    }

    private final long videoSsrc;
    private final int videoClockRateHz;
    private final Actions actions;
    private volatile long keyFrameRequests;
    private volatile double lossFraction;
    private volatile double roundTripMillis = -1;
    private volatile double jitterMillis;
    private volatile long bandwidthBps;
    private int lastFirNumber = -1;

    ViewerFeedback(long videoSsrc, int videoClockRateHz, Actions actions) {
        this.videoSsrc = videoSsrc;
        this.videoClockRateHz = videoClockRateHz;
        this.actions = actions;
    }

    void handle(List<RtcpPacket> compound, Instant now) {
        for (RtcpPacket packet : compound) {
            switch (packet) {
                case RtcpPacket.ReceiverReport report -> reports(report.blocks(), now);
                case RtcpPacket.SenderReport report -> reports(report.blocks(), now);
                case RtcpPacket.GenericNack nack ->
                    actions.retransmit(
                            nack.mediaSsrc(),
                            nack.sequenceNumbers().stream().limit(NACKS_MAX).toList());
                case RtcpPacket.PictureLossIndication pli -> {
                    if (pli.mediaSsrc() == videoSsrc) {
                        keyFrame();
                    }
                }
                case RtcpPacket.FullIntraRequest fir -> fir.entries().forEach(this::fullIntraRequest);
                case RtcpPacket.ReceiverEstimatedBandwidth remb -> {
                    bandwidthBps = remb.bitrateBps();
                    actions.bandwidthEstimate(remb.bitrateBps());
                }
                case RtcpPacket.Bye _ -> actions.bye();
                case RtcpPacket.SourceDescription _, RtcpPacket.TransportFeedback _, RtcpPacket.Unknown _ -> {}
            }
        }
    }

    /** A repeated FIR has the same number and is the same command (RFC 5104 §4.3.1.2). */
    private void fullIntraRequest(RtcpPacket.FullIntraRequest.Entry entry) {
        if (entry.ssrc() == videoSsrc && entry.sequenceNumber() != lastFirNumber) {
            lastFirNumber = entry.sequenceNumber();
            keyFrame();
        }
    }

    private void keyFrame() {
        keyFrameRequests = keyFrameRequests + 1;
        actions.keyFrameRequested();
    }

    private void reports(List<RtcpPacket.ReportBlock> blocks, Instant now) {
        for (RtcpPacket.ReportBlock block : blocks) {
            if (block.ssrc() != videoSsrc) {
                continue;
            }
            double roundTrip = RtpStream.roundTripMillis(block, now);
            if (roundTrip >= 0) {
                roundTripMillis = roundTrip;
            }
            lossFraction = block.fractionLost() / 256.0;
            jitterMillis = block.jitter() * 1000.0 / videoClockRateHz;
            actions.viewerReport(lossFraction, roundTripMillis, jitterMillis);
        }
    }

    long keyFrameRequests() {
        return keyFrameRequests;
    }

    double lossFraction() {
        return lossFraction;
    }

    double roundTripMillis() {
        return roundTripMillis;
    }

    double jitterMillis() {
        return jitterMillis;
    }

    long bandwidthBps() {
        return bandwidthBps;
    }
}
