package vedette.pu.session;

/**
 * A running play session, for display.
 *
 * @param transport {@code webrtc} or {@code rtsp}
 * @param viewer opaque reference to the viewer, or empty
 * @param path {@code direct-lan}, {@code direct-punched}, {@code relayed}, or empty before the media flows
 * @param bytes media bytes sent
 */
public record SessionInfo(
        String sessionId,
        String transport,
        String viewer,
        String path,
        String stream,
        int width,
        int height,
        int fps,
        int kbps,
        boolean paused,
        long bytes) {}
