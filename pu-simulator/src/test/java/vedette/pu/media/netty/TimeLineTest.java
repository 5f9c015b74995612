package vedette.pu.media.netty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

class TimeLineTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long NTP_SECOND = 1L << 32;

    @Test
    void tracksStartAtTheirArrival_andKeepTheirOwnPace() {
        var line = new TimeLine(0);
        assertThat(line.video(5_000_000, 2 * SECOND)).isEqualTo(180_000);
        assertThat(line.video(5_003_600, 9 * SECOND)).isEqualTo(183_600);
        assertThat(line.sound(77, 2 * SECOND)).isEqualTo(16_000);
    }

    @Test
    @Covers("H6264-6.3.1-7")
    void senderReports_putTheSoundWhereTheCamerasClockSays() {
        var line = new TimeLine(0);
        line.video(90_000, SECOND);
        line.sound(8_000, SECOND); // Arrived together, but was recorded half a second later.
        line.senderReport(true, 1_000 * NTP_SECOND, 90_000);
        line.senderReport(false, 1_000 * NTP_SECOND + NTP_SECOND / 2, 8_000);
        assertThat(line.sound(8_000, SECOND)).isEqualTo(12_000);
        assertThat(line.video(90_000, SECOND)).isEqualTo(90_000);
    }

    @Test
    void counterOfThe32Bits_mayWrapBetweenPacketAndReport() {
        var line = new TimeLine(0);
        long extended = 0xFFFF_FFF0L;
        line.video(extended, SECOND);
        line.sound(0, SECOND);
        line.senderReport(true, NTP_SECOND, 0x10); // 32 ticks after the packet.
        line.senderReport(false, NTP_SECOND, 0);
        assertThat(line.sound(0, SECOND)).isEqualTo(8_000);
    }

    @Test
    void nonsenseReports_areIgnored() {
        var line = new TimeLine(0);
        line.video(0, SECOND);
        line.sound(0, SECOND);
        line.senderReport(true, 0, 0);
        line.senderReport(false, 1_000 * NTP_SECOND, 0);
        assertThat(line.sound(0, SECOND)).isEqualTo(8_000);
    }
}
