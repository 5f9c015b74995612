package vedette.pu.media;

/**
 * One stream of a source at its own settings.
 *
 * @param name {@code main} or {@code sub}
 * @param width luma samples, 0 if not known yet (an RTSP camera never reached)
 * @param height luma samples, 0 if not known yet
 * @param fps frames per second, rounded; 0 if unknown
 * @param kbps bit rate in 1000 bit/s; measured for a file, 0 if unknown
 * @param profileLevelId profile-level-id of RFC 6184 §8.1, six hex digits, e.g. {@code 42c01e}; empty if not known yet
 */
public record StreamInfo(String name, int width, int height, int fps, int kbps, String profileLevelId) {

    /** Name of the stream for full view. */
    public static final String MAIN = "main";
    /** Name of the stream for tiles and slow networks. */
    public static final String SUB = "sub";
}
