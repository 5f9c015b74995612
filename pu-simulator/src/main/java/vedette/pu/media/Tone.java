package vedette.pu.media;

import vedette.pu.media.scene.Scene;
import vedette.rtp.g711.G711;

/**
 * The synthetic camera's sound: a soft steady tone, and a louder beep of {@value #BEEP_HZ} Hz while the scene's lamp
 * flashes, at the start of each second. One second of it is computed once; 8,000 samples hold whole periods of both.
 */
final class Tone {

    /** Samples per second (ITU-T G.711). */
    static final int SAMPLE_RATE_HZ = 8_000;
    /** Samples of one packet: 20 ms. */
    static final int PACKET_SAMPLES = 160;
    /** Frequency of the beep. */
    static final int BEEP_HZ = 1_000;

    private static final int BEEP_AMPLITUDE = 11_000;
    private static final int TONE_AMPLITUDE = 1_600;
    private static final int FADE_SAMPLES = 40;

    private final byte[] second;

    /** With a steady tone of this frequency, a whole number of Hz so that seconds join without a click. */
    Tone(int toneHz) {
        short[] samples = new short[SAMPLE_RATE_HZ];
        int beep = SAMPLE_RATE_HZ * Scene.FLASH_MILLIS / 1000;
        for (int i = 0; i < samples.length; i++) {
            boolean beeping = i < beep;
            int into = beeping ? Math.min(i, beep - i) : Math.min(i - beep, samples.length - i);
            double level = (beeping ? BEEP_AMPLITUDE : TONE_AMPLITUDE) * Math.min(1.0, (double) into / FADE_SAMPLES);
            double hz = beeping ? BEEP_HZ : toneHz;
            samples[i] = (short) Math.round(level * Math.sin(2 * Math.PI * hz * i / SAMPLE_RATE_HZ));
        }
        second = G711.A_LAW.encode(samples);
    }

    /** A new array with the samples from {@code packet * 160} on. */
    byte[] packet(long packet) {
        byte[] out = new byte[PACKET_SAMPLES];
        int from = (int) Math.floorMod(packet * PACKET_SAMPLES, (long) SAMPLE_RATE_HZ);
        System.arraycopy(second, from, out, 0, PACKET_SAMPLES);
        return out;
    }
}
