package vedette.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vedette.rtp.RtcpPacket.Bye;
import vedette.rtp.RtcpPacket.FullIntraRequest;
import vedette.rtp.RtcpPacket.GenericNack;
import vedette.rtp.RtcpPacket.PictureLossIndication;
import vedette.rtp.RtcpPacket.ReceiverEstimatedBandwidth;
import vedette.rtp.RtcpPacket.ReceiverReport;
import vedette.rtp.RtcpPacket.ReportBlock;
import vedette.rtp.RtcpPacket.SenderReport;
import vedette.rtp.RtcpPacket.SourceDescription;
import vedette.rtp.RtcpPacket.TransportFeedback;
import vedette.rtp.RtcpPacket.TransportFeedback.Arrival;

/** RFC 3550 §6, RFC 4585 §6, RFC 5104 §4.3. */
class RtcpTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void everyKind_comesBackInOneCompound() throws RtpParseException {
        var block = new ReportBlock(0xFFFF_FFFFL, 255, -3, 0x1_0005, 77, 0x8899_AABBL, 65_536);
        List<RtcpPacket> packets = List.of(
                new SenderReport(1, 0xE000_0000_8000_0000L, 90_000, 10, 12_000, List.of(block, block)),
                new ReceiverReport(2, List.of(block)),
                new SourceDescription(
                        List.of(new SourceDescription.Chunk(1, "abcdefgh"), new SourceDescription.Chunk(2, ""))),
                new GenericNack(1, 2, List.of(65_534, 65_535, 3, 40)),
                new TransportFeedback(
                        1,
                        2,
                        200,
                        List.of(
                                new Arrival(65_535, 128_250),
                                new Arrival(0, TransportFeedback.NOT_RECEIVED),
                                new Arrival(1, 192_000),
                                new Arrival(2, 191_000),
                                new Arrival(3, 2_000_000),
                                new Arrival(4, 2_000_250),
                                new Arrival(5, 2_000_250),
                                new Arrival(6, 2_064_000))),
                new PictureLossIndication(1, 2),
                new FullIntraRequest(1, List.of(new FullIntraRequest.Entry(9, 255))),
                new ReceiverEstimatedBandwidth(1, 2_000_000, List.of(9L)),
                new RtcpPacket.Unknown(204, 3, new byte[] {1, 2, 3, 4}),
                new Bye(List.of(1L, 2L), "done"),
                new Bye(List.of(1L), null));

        assertThat(Rtcp.parse(Rtcp.encode(packets))).isEqualTo(packets);
    }

    /** Layout of RFC 4585 §6.2.1: PID and a bit mask of the 16 following packets. */
    @Test
    void genericNack_bitMask() throws RtpParseException {
        var packets = Rtcp.parse(HEX.parseHex("81cd0003" + "00000001" + "00000002" + "000a8001"));
        assertThat(packets).containsExactly(new GenericNack(1, 2, List.of(10, 11, 26)));
    }

    /** A run length chunk and a one-bit vector chunk (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.2). */
    @Test
    void transportFeedback_runLengthAndOneBitVector() throws RtpParseException {
        var bytes = HEX.parseHex("8fcd0007" + "00000001" + "00000002" + "00640006" + "00000105" + "2003" + "b000"
                + "04080c" + "10" + "14");
        var padded = java.util.Arrays.copyOf(bytes, 32);
        var feedback = (TransportFeedback) Rtcp.parse(padded).getFirst();
        assertThat(feedback.feedbackCount()).isEqualTo(5);
        assertThat(feedback.arrivals())
                .containsExactly(
                        new Arrival(100, 64_000 + 1000),
                        new Arrival(101, 64_000 + 3000),
                        new Arrival(102, 64_000 + 6000),
                        new Arrival(103, 64_000 + 10_000),
                        new Arrival(104, 64_000 + 15_000),
                        new Arrival(105, TransportFeedback.NOT_RECEIVED));
    }

    @Test
    void transportFeedback_ofAnyArrivals_comesBack() throws RtpParseException {
        var random = new Random(5);
        for (int i = 0; i < 500; i++) {
            var arrivals = new ArrayList<Arrival>();
            long at = random.nextInt(10_000) * 250L;
            int base = random.nextInt(65_536);
            for (int k = 1 + random.nextInt(60); k > 0; k--) {
                at += (random.nextInt(600) - 100) * 250L;
                boolean lost = random.nextInt(4) == 0;
                arrivals.add(new Arrival(base++ & 0xFFFF, lost ? TransportFeedback.NOT_RECEIVED : at));
            }
            var packet = new TransportFeedback(1, 2, i & 0xFF, arrivals);
            assertThat(Rtcp.parse(Rtcp.encode(List.of(packet)))).containsExactly(packet);
        }
    }

    @Test
    void damagedCompounds_sayWhereAndWhat() {
        assertThatThrownBy(() -> Rtcp.parse(HEX.parseHex("80c90001")))
                .hasMessage("RTCP packet of 4 bytes announced, found 0 (byte offset 0)");
        assertThatThrownBy(() -> Rtcp.parse(HEX.parseHex("81c9000100000001")))
                .hasMessageContaining("count 1: more than 4 bytes expected");
        assertThatThrownBy(() -> Rtcp.parse(HEX.parseHex("40c90001")))
                .hasMessageContaining("version 2 expected, found 1");
    }

    @Test
    void anyBytesAfterAValidHeader_throwNothingElse() {
        var random = new Random(6);
        int[] types = {200, 201, 202, 203, 204, 205, 206, 207};
        for (int i = 0; i < 200_000; i++) {
            int words = random.nextInt(12);
            var bytes = new byte[4 + words * 4];
            random.nextBytes(bytes);
            int format = random.nextBoolean() ? bytes[0] & 0x1F : random.nextBoolean() ? 15 : 1;
            bytes[0] = (byte) (0x80 | format | (random.nextInt(8) == 0 ? 0x20 : 0));
            bytes[1] = (byte) types[random.nextInt(types.length)];
            bytes[2] = 0;
            bytes[3] = (byte) words;
            try {
                assertThat(Rtcp.parse(bytes)).hasSize(1);
            } catch (RtpParseException expected) {
                assertThat(expected.getMessage()).contains("expected");
            }
        }
    }

    @Test
    void ntpTime_comesBack() {
        var time = Instant.parse("2026-11-21T12:00:00.123456789Z");
        assertThat(NtpTime.instant(NtpTime.of(time))).isBetween(time.minusNanos(1), time.plusNanos(1));
        assertThat(NtpTime.instant(NtpTime.of(Instant.parse("2036-03-01T00:00:00Z"))))
                .isEqualTo("2036-03-01T00:00:00Z");
    }

    /** The computation of RFC 3550 §A.3: fraction lost of an interval and cumulative loss. */
    @Test
    void receiverStatistics_countLossAndJitter() {
        var statistics = new ReceiverStatistics(7, 90_000);
        for (int i = 0; i < 100; i++) {
            if (i % 10 != 9) {
                statistics.onRtp(RtpPacket.of(96, false, 65_500 + i, i * 900L, 7, new byte[10]), i * 10_000_000L);
            }
        }
        var report = statistics.report(1_000_000_000L);
        assertThat(report.cumulativeLost()).isEqualTo(9);
        assertThat(report.fractionLost()).isEqualTo(9 * 256 / 99);
        assertThat(report.jitter()).isZero();
        assertThat(report.highestSequence()).isEqualTo(65_500 + 98);
        assertThat(statistics.report(1_000_000_000L).fractionLost()).isZero();
    }

    @Test
    void receiverStatistics_roundTripFields() {
        var statistics = new ReceiverStatistics(7, 90_000);
        var sender = new SenderStatistics(7, "c");
        sender.onRtp(RtpPacket.of(96, false, 1, 0, 7, new byte[100]));
        var report = (SenderReport) sender.report(Instant.parse("2026-01-01T00:00:00.5Z"), 0x1_0000_0001L)
                .getFirst();
        assertThat(report.octetCount()).isEqualTo(100);
        assertThat(report.rtpTimestamp()).isEqualTo(1);
        statistics.onSenderReport(report, 1_000_000_000L);
        var block = statistics.report(1_500_000_000L);
        assertThat(block.delaySinceLastSenderReport()).isEqualTo(32_768);
        assertThat(block.lastSenderReport()).isEqualTo(NtpTime.middle(report.ntpTimestamp()));
    }
}
