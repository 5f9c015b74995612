package vedette.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToneDetectorTest {

    @Test
    void tone_isFoundAtItsFrequencyOnly() {
        short[] tone = new short[800];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (short) (8000 * Math.sin(2 * Math.PI * 440 * i / 8000));
        }
        assertThat(ToneDetector.share(tone, 8000, 440)).isGreaterThan(0.95);
        assertThat(ToneDetector.share(tone, 8000, 1000)).isLessThan(0.02);
        assertThat(ToneDetector.level(tone, 0, 800)).isBetween(5500.0, 5800.0);
    }

    @Test
    void noiseAndSilence_haveNoTone() {
        short[] noise = new short[8000];
        var random = Seeded.random();
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) random.nextInt(-8000, 8000);
        }
        assertThat(ToneDetector.share(noise, 8000, 440))
                .as("seed %d", Seeded.seed())
                .isLessThan(0.01);
        assertThat(ToneDetector.share(new short[800], 8000, 440)).isZero();
    }
}
