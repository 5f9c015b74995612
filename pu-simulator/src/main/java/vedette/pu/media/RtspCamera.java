package vedette.pu.media;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An RTSP camera of somebody else's make.
 *
 * @param name for people
 * @param main its main stream
 * @param sub its second stream, null if it has none
 * @param linger how long a connection is kept after its last viewer left
 * @param keepConnected whether the connections stay up without viewers, so that a viewer need not wait for them
 */
public record RtspCamera(
        String name, CameraAddress main, @Nullable CameraAddress sub, Duration linger, boolean keepConnected) {

    /** Always connected, so that the first viewer sees a picture at once. */
    public static RtspCamera of(String name, CameraAddress main, @Nullable CameraAddress sub) {
        return new RtspCamera(name, main, sub, Duration.ofSeconds(10), true);
    }
}
