package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import vedette.rtp.NtpTime;
import vedette.rtp.Rtcp;
import vedette.rtp.RtcpPacket;

class ViewerFeedbackTest {
    private static final long VIDEO = 4_000_000_000L;
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.500Z");

    private final List<String> told = new ArrayList<>();
    private final ViewerFeedback feedback = new ViewerFeedback(VIDEO, 90_000, new ViewerFeedback.Actions() {
        @Override
        public void retransmit(long mediaSsrc, List<Integer> sequenceNumbers) {
            told.add("retransmit " + mediaSsrc + " " + sequenceNumbers);
        }

        @Override
        public void keyFrameRequested() {
            told.add("key frame");
        }

        @Override
        public void bandwidthEstimate(long bps) {
            told.add("estimate " + bps);
        }

        @Override
        public void viewerReport(double lossFraction, double roundTripMillis, double jitterMillis) {
            told.add("report");
        }

        @Override
        public void bye() {
            told.add("bye");
        }
    });

    /** Through the wire format, as the session does it. */
    private void handle(RtcpPacket... packets) throws Exception {
        feedback.handle(Rtcp.parse(Rtcp.encode(List.of(packets))), NOW);
    }

    @Test
    void nackAsksForItsNumbers() throws Exception {
        handle(new RtcpPacket.GenericNack(1, VIDEO, List.of(65_535, 0, 7)));
        assertThat(told).containsExactly("retransmit 4000000000 [65535, 0, 7]");
    }

    @Test
    void pliOfAnotherStreamIsIgnored() throws Exception {
        handle(new RtcpPacket.PictureLossIndication(1, VIDEO), new RtcpPacket.PictureLossIndication(1, 5));
        assertThat(told).containsExactly("key frame");
        assertThat(feedback.keyFrameRequests()).isEqualTo(1);
    }

    @Test
    void repeatedFirIsOneCommand() throws Exception {
        var fir = new RtcpPacket.FullIntraRequest(1, List.of(new RtcpPacket.FullIntraRequest.Entry(VIDEO, 3)));
        handle(fir);
        handle(fir);
        handle(new RtcpPacket.FullIntraRequest(1, List.of(new RtcpPacket.FullIntraRequest.Entry(VIDEO, 4))));
        assertThat(told).containsExactly("key frame", "key frame");
    }

    @Test
    void rembIsPassedOn() throws Exception {
        handle(new RtcpPacket.ReceiverEstimatedBandwidth(1, 1_000_000, List.of(VIDEO)));
        assertThat(told).containsExactly("estimate 1000000");
        assertThat(feedback.bandwidthBps()).isEqualTo(1_000_000);
    }

    @Test
    void reportGivesLossRoundTripAndJitter() throws Exception {
        long sentReport = NtpTime.middle(NtpTime.of(NOW.minusMillis(150)));
        handle(new RtcpPacket.ReceiverReport(
                1, List.of(new RtcpPacket.ReportBlock(VIDEO, 64, 10, 100, 900, sentReport, 65_536 / 10))));
        assertThat(told).containsExactly("report");
        assertThat(feedback.lossFraction()).isEqualTo(0.25);
        assertThat(feedback.roundTripMillis()).isEqualTo(50, Offset.offset(0.5));
        assertThat(feedback.jitterMillis()).isEqualTo(10);
    }

    @Test
    void reportWithoutASenderReportHasNoRoundTrip() throws Exception {
        handle(new RtcpPacket.ReceiverReport(
                1, List.of(new RtcpPacket.ReportBlock(VIDEO, 0, 0, 100, 0, 0, 0))));
        assertThat(feedback.roundTripMillis()).isNegative();
    }

    @Test
    void byeEnds() throws Exception {
        handle(new RtcpPacket.Bye(List.of(1L), null));
        assertThat(told).containsExactly("bye");
    }
}
