package vedette.pu;

import java.nio.file.Files;
import java.nio.file.Path;
import vedette.pu.media.FileSource;
import vedette.pu.media.MediaSource;
import vedette.pu.media.SyntheticSettings;
import vedette.pu.media.SyntheticSource;
import vedette.pu.media.scene.SceneKind;

/** Opens what {@code --source} names. */
final class Sources {
    private static final String SYNTHETIC = "synthetic";

    private Sources() {}

    /**
     * @param text {@code synthetic}, {@code synthetic:yard}, a file, or an {@code rtsp://} URL
     * @param serial seeds the synthetic scene, so that each device looks different and always the same
     */
    static MediaSource open(String text, String serial) {
        if (text.equals(SYNTHETIC) || text.startsWith(SYNTHETIC + ":")) {
            SceneKind[] kinds = SceneKind.values();
            SceneKind kind = text.equals(SYNTHETIC)
                    ? kinds[Math.floorMod(serial.hashCode(), kinds.length)]
                    : kind(text.substring(SYNTHETIC.length() + 1));
            return new SyntheticSource(SyntheticSettings.of(serial, kind, serial.hashCode()));
        }
        if (!Files.isReadable(Path.of(text))) {
            throw new IllegalArgumentException("Expected --source synthetic, a readable file or an rtsp:// URL, found " + text + ".");
        }
        return new FileSource(serial, Path.of(text));
    }

    private static SceneKind kind(String name) {
        for (SceneKind kind : SceneKind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("Expected synthetic:yard, synthetic:garage or synthetic:shop, found synthetic:" + name + ".");
    }
}
