package vedette.pu.media;

import java.time.ZoneId;
import vedette.pu.media.scene.SceneKind;

/**
 * A synthetic camera.
 *
 * @param name shown in the picture, up to 40 characters
 * @param kind what it looks at
 * @param seed decides colours, weather and places; the same seed looks the same
 * @param zone time zone of the clock in the picture and of the daylight
 * @param main settings of the main stream; {@code profileLevelId} is ignored
 * @param sub settings of the sub stream
 * @param toneHz steady soft tone, 0 for a camera without microphone
 */
public record SyntheticSettings(
        String name, SceneKind kind, long seed, ZoneId zone, StreamInfo main, StreamInfo sub, int toneHz) {

    /** Most frames per second (H.626.4 §6.1.3). */
    public static final int FPS_MAX = 25;
    /** Highest bit rate in 1000 bit/s. */
    public static final int KBPS_MAX = 20_000;
    /** Frequency of the steady tone unless set. */
    public static final int TONE_HZ = 440;

    /** Checks sizes and rates. */
    public SyntheticSettings {
        check(main, StreamInfo.MAIN);
        check(sub, StreamInfo.SUB);
        if (toneHz < 0 || toneHz > 3_400) {
            throw new IllegalArgumentException("expected a tone of 0 (none) to 3400 Hz, found " + toneHz);
        }
    }

    /** 720P at 25 frames per second and CIF at 15, with sound, in the machine's time zone. */
    public static SyntheticSettings of(String name, SceneKind kind, long seed) {
        return new SyntheticSettings(
                name,
                kind,
                seed,
                ZoneId.systemDefault(),
                new StreamInfo(StreamInfo.MAIN, 1280, 720, 25, 2_000, ""),
                new StreamInfo(StreamInfo.SUB, 352, 288, 15, 256, ""),
                TONE_HZ);
    }

    /** The same camera with another main stream. */
    public SyntheticSettings withMain(int width, int height, int fps, int kbps) {
        var stream = new StreamInfo(StreamInfo.MAIN, width, height, fps, kbps, "");
        return new SyntheticSettings(name, kind, seed, zone, stream, sub, toneHz);
    }

    private static void check(StreamInfo stream, String name) {
        boolean sizeKnown = SyntheticSource.MENU.stream()
                .anyMatch(p -> p.width() == stream.width() && p.height() == stream.height());
        if (!stream.name().equals(name) || !sizeKnown) {
            throw new IllegalArgumentException(
                    "expected stream " + name + " with a size of " + SyntheticSource.MENU + ", found " + stream);
        }
        if (stream.fps() < 1 || stream.fps() > FPS_MAX) {
            throw new IllegalArgumentException("expected 1 to 25 frames per second, found " + stream.fps());
        }
        if (stream.kbps() < H264Encoder.KBPS_MIN || stream.kbps() > KBPS_MAX) {
            throw new IllegalArgumentException("expected 32 to 20000 kbit/s, found " + stream.kbps());
        }
    }
}
