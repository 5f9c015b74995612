package vedette.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vedette.pu.media.MediaSource;

/** Opens real RTSP cameras for {@link CameraSpec}. */
final class RtspCameras {
    private RtspCameras() {}

    static MediaSource open(CameraSpec spec) {
        throw new UserError("RTSP cameras cannot be added yet.", "Use synthetic or a file for now.");
    }

    /** The password of a camera, from its file; empty if it has none. */
    static String password(CameraSpec spec) {
        if (spec.passwordFile() == null) {
            return "";
        }
        try {
            return Files.readString(Path.of(spec.passwordFile())).strip();
        } catch (IOException e) {
            throw new UserError("cannot read the password file " + spec.passwordFile() + " of camera " + spec.name() + ".",
                    "Remove the camera and add it again.");
        }
    }
}
