package vedette.contracts.device;

/**
 * Where a device serves its media.
 *
 * @param rtspUrl base URL of its RTSP server without path and credentials, e.g. {@code rtsp://127.0.0.1:8600}
 */
public record DeviceMedia(String rtspUrl) {}
