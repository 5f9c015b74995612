package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vedette.rtp.NtpTime;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtp.sdp.RtpMap;

class RtpStreamTest {
    private static final Instant CAPTURE = Instant.parse("2026-11-21T12:00:00Z");

    private static RtpStream stream() {
        var codec = new OfferedCodec(new RtpMap(108, "H264", 90_000, 1), "", List.of());
        var section = new RemoteOffer.Section.Accepted("video", "0", codec, OptionalInt.of(2), true);
        return new RtpStream(section, 4_000_000_000L, "cname", new Random(1));
    }

    @Test
    void packetsAreNumberedWithoutGapsAcrossTheWrap() {
        RtpStream stream = stream();
        int previous = stream.next(new byte[1], false, 0, CAPTURE, 0).sequenceNumber();
        assertThat(previous).isLessThan(1 << 15);
        for (int i = 0; i < 70_000; i++) {
            int number = stream.next(new byte[1], false, i, CAPTURE, 0).sequenceNumber();
            assertThat(number).isEqualTo((previous + 1) % 65_536);
            previous = number;
        }
    }

    @Test
    void absSendTimeIsSecondsIn6Dot18() {
        RtpPacket packet = stream().next(new byte[1], true, 0, CAPTURE, 65_500_000_000L);
        byte[] value = packet.extension().element(2).orElseThrow();
        // 65.5 s modulo 64 s is 1.5 s.
        assertThat(value).containsExactly(0x06, 0x00, 0x00);
    }

    @Test
    void reportTiesRtpTimeToWallTime() {
        RtpStream stream = stream();
        assertThat(stream.report(CAPTURE)).isEmpty();
        RtpPacket packet = stream.next(new byte[100], true, 90_000, CAPTURE, 0);

        List<RtcpPacket> compound = stream.report(CAPTURE.plusMillis(500)).orElseThrow();

        var report = (RtcpPacket.SenderReport) compound.getFirst();
        assertThat(report.ntpTimestamp()).isEqualTo(NtpTime.of(CAPTURE.plusMillis(500)));
        assertThat(report.rtpTimestamp()).isEqualTo(packet.timestamp() + 45_000 & 0xFFFF_FFFFL);
        assertThat(report.packetCount()).isEqualTo(1);
        assertThat(report.octetCount()).isEqualTo(100);
        assertThat(compound.get(1)).isInstanceOf(RtcpPacket.SourceDescription.class);
    }

    @Test
    void clockStepsGiveNoRoundTrip() {
        var block = new RtcpPacket.ReportBlock(
                1, 0, 0, 0, 0, NtpTime.middle(NtpTime.of(CAPTURE.plusSeconds(5))), 1);
        assertThat(RtpStream.roundTripMillis(block, CAPTURE)).isNegative();
    }
}
