package vedette.pu.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vedette.rtp.g711.G711;
import vedette.testkit.Covers;
import vedette.testkit.ToneDetector;

class ToneTest {

    @Test
    @Covers("H6264-6.3.2-1b")
    void beepMarksTheStartOfEachSecond_andASoftToneTheRest() {
        var tone = new Tone(440);
        for (int second = 0; second < 2; second++) {
            for (int i = 0; i < 50; i++) {
                short[] samples = G711.A_LAW.decode(tone.packet(second * 50L + i));
                boolean beep = i < 6;
                assertThat(ToneDetector.share(samples, Tone.SAMPLE_RATE_HZ, beep ? 1000 : 440))
                        .as("packet %d", i)
                        .isGreaterThan(0.8);
                double level = ToneDetector.level(samples, 0, samples.length);
                assertThat(level).isBetween(beep ? 5_000.0 : 700.0, beep ? 8_000.0 : 1_300.0);
            }
        }
    }
}
