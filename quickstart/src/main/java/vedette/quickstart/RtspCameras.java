package vedette.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vedette.pu.media.CameraAddress;
import vedette.pu.media.MediaSource;
import vedette.pu.media.RtspCamera;
import vedette.pu.media.RtspSource;
import vedette.pu.media.netty.RtspCameraConnector;

/** Real RTSP cameras of this machine; they share one connector. Thread-safe. */
final class RtspCameras implements AutoCloseable {
    private final RtspCameraConnector connector = new RtspCameraConnector();

    /** The source of a camera. It connects when somebody watches, and again after losses. */
    MediaSource open(CameraSpec spec) {
        return new RtspSource(RtspCamera.of(spec.name(), address(spec), null), connector);
    }

    /**
     * Tries a camera out.
     *
     * @throws UserError saying in plain words what is wrong with it
     */
    void probe(CameraSpec spec) {
        RtspSource.Probe probe = RtspSource.probe(connector, address(spec));
        if (!probe.ok()) {
            throw new UserError("the camera at " + spec.source() + " cannot be used: " + probe.message() + ".",
                    "Check its address, user and password, and that its stream is H.264.");
        }
    }

    private static CameraAddress address(CameraSpec spec) {
        return CameraAddress.of(spec.source(), spec.user() == null ? "" : spec.user(), password(spec));
    }

    private static String password(CameraSpec spec) {
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

    @Override
    public void close() {
        connector.close();
    }
}
