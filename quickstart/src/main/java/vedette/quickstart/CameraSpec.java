package vedette.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vedette.pu.media.FileSource;
import vedette.pu.media.MediaSource;
import vedette.pu.media.SyntheticSettings;
import vedette.pu.media.SyntheticSource;
import vedette.pu.media.scene.SceneKind;

/**
 * A camera of this machine, as kept in {@code cameras.json}.
 *
 * @param name what people call it
 * @param source {@code synthetic}, a video file, or an {@code rtsp://} address without credentials
 * @param user user name for an RTSP camera, or null
 * @param passwordFile file of mode 0600 with its password, or null
 * @param bind whether the demo household owns it; one is left to be bound by hand
 * @param rtspPort the camera's own RTSP port
 */
record CameraSpec(
        String name, String source, @Nullable String user, @Nullable String passwordFile, boolean bind, int rtspPort) {

    CameraSpec {
        if (name.isBlank() || name.length() > 60) {
            throw new UserError("a camera's name has 1 to 60 characters.", "Choose another name.");
        }
    }

    boolean isRtsp() {
        return source.startsWith("rtsp://") || source.startsWith("rtsps://");
    }

    /** Folder name for the device's files. */
    String slug() {
        String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return slug.isEmpty() ? "camera-" + Integer.toHexString(name.hashCode()) : slug;
    }

    /**
     * Opens the source.
     *
     * @throws UserError if there is no such file or the source is of no known kind
     */
    MediaSource open(int index, RtspCameras rtsp) {
        if (source.equals("synthetic")) {
            SceneKind kind = SceneKind.values()[Math.floorMod(index, SceneKind.values().length)];
            return new SyntheticSource(SyntheticSettings.of(name, kind, name.hashCode()));
        }
        if (isRtsp()) {
            return rtsp.open(this);
        }
        Path file = Path.of(source);
        if (!Files.isReadable(file)) {
            throw new UserError("cannot read the video file " + file + ".",
                    "Give the path of an .mp4 or .h264 file, the word synthetic, or an rtsp:// address.");
        }
        return new FileSource(name, file);
    }
}
