package vedette.contracts.device;

/**
 * One stream of a channel as the device encodes it by default.
 *
 * @param stream {@code main} or {@code sub}
 * @param width pixels
 * @param height pixels
 * @param fps frames per second
 * @param kbps target rate in kbit/s
 */
public record StreamInfo(String stream, int width, int height, int fps, int kbps) {}
