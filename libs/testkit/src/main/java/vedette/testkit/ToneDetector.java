package vedette.testkit;

/**
 * Measures how strong one frequency is in PCM sound, by the Goertzel algorithm: one bin of a discrete Fourier
 * transform at an exact frequency. Stateless.
 */
public final class ToneDetector {

    private ToneDetector() {}

    /**
     * Share of the signal's power that lies at one frequency: near 1 for a pure tone of it, near 0 for another tone,
     * noise or silence. Use at least ten periods; a window of 20 ms or more separates tones 100 Hz apart.
     *
     * @param samples linear 16 bit PCM
     * @param from first sample
     * @param length number of samples
     * @param sampleRateHz samples per second
     * @param frequencyHz tone to look for, below half the sample rate
     * @throws IllegalArgumentException if the window leaves the array or the frequency is out of range
     */
    public static double share(short[] samples, int from, int length, int sampleRateHz, double frequencyHz) {
        if (from < 0 || length <= 0 || from + length > samples.length) {
            throw new IllegalArgumentException(
                    "expected a window inside " + samples.length + " samples, found " + from + "+" + length);
        }
        if (frequencyHz <= 0 || frequencyHz >= sampleRateHz / 2.0) {
            throw new IllegalArgumentException(
                    "expected a frequency below " + sampleRateHz / 2 + " Hz, found " + frequencyHz);
        }
        double coefficient = 2 * Math.cos(2 * Math.PI * frequencyHz / sampleRateHz);
        double s1 = 0;
        double s2 = 0;
        double energy = 0;
        for (int i = from; i < from + length; i++) {
            double s0 = samples[i] + coefficient * s1 - s2;
            s2 = s1;
            s1 = s0;
            energy += (double) samples[i] * samples[i];
        }
        if (energy < length) {
            return 0; // Below one step of amplitude: silence.
        }
        double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
        return Math.min(1, 2 * power / (length * energy));
    }

    /** {@link #share(short[], int, int, int, double)} over the whole array. */
    public static double share(short[] samples, int sampleRateHz, double frequencyHz) {
        return share(samples, 0, samples.length, sampleRateHz, frequencyHz);
    }

    /** Root mean square level of a window, 0 … 32768. */
    public static double level(short[] samples, int from, int length) {
        double energy = 0;
        for (int i = from; i < from + length; i++) {
            energy += (double) samples[i] * samples[i];
        }
        return Math.sqrt(energy / Math.max(1, length));
    }
}
