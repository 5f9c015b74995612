package vedette.pu;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import vedette.pu.media.CameraAddress;
import vedette.pu.media.FileSource;
import vedette.pu.media.MediaSink;
import vedette.pu.media.MediaSource;
import vedette.pu.media.RtspCamera;
import vedette.pu.media.RtspSource;
import vedette.pu.media.SourceInfo;
import vedette.pu.media.StreamRequest;
import vedette.pu.media.Subscription;
import vedette.pu.media.SyntheticSettings;
import vedette.pu.media.SyntheticSource;
import vedette.pu.media.netty.RtspCameraConnector;
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
        if (text.startsWith("rtsp://") || text.startsWith("rtsps://")) {
            return camera(text, serial);
        }
        if (!Files.isReadable(Path.of(text))) {
            throw new IllegalArgumentException(
                    "Expected --source synthetic, a readable file or an rtsp:// URL, found " + text + ".");
        }
        return new FileSource(serial, Path.of(text));
    }

    /** A camera's user and password are taken out of its URL, since URLs end up in logs. */
    private static MediaSource camera(String text, String serial) {
        URI url = URI.create(text);
        String user = "";
        String password = "";
        String plain = text;
        if (url.getRawUserInfo() != null) {
            String[] parts = url.getRawUserInfo().split(":", 2);
            user = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
            password = parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
            plain = text.replaceFirst("//[^@/]*@", "//");
        }
        RtspCameraConnector connector = new RtspCameraConnector();
        MediaSource source =
                new RtspSource(RtspCamera.of(serial, CameraAddress.of(plain, user, password), null), connector);
        return new OwnedSource(source, connector);
    }

    /** A source whose connector ends with it. */
    private record OwnedSource(MediaSource source, RtspCameraConnector connector) implements MediaSource {
        @Override
        public SourceInfo info() {
            return source.info();
        }

        @Override
        public Subscription open(StreamRequest request, MediaSink sink) {
            return source.open(request, sink);
        }

        @Override
        public void close() {
            source.close();
            connector.close();
        }
    }

    private static SceneKind kind(String name) {
        for (SceneKind kind : SceneKind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "Expected synthetic:yard, synthetic:garage or synthetic:shop, found synthetic:" + name + ".");
    }
}
