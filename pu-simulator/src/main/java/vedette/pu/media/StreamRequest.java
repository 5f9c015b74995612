package vedette.pu.media;

/**
 * What a viewer asks for: a stream and the limits of its capabilities (H.626.4 §7, "maximum resolution, video type, bit
 * rate"). A limit of 0 means none.
 *
 * @param stream {@code main} or {@code sub}; a source without a sub stream delivers main
 * @param widthMax largest width in luma samples
 * @param heightMax largest height in luma samples
 * @param fpsMax most frames per second
 * @param kbpsMax highest video bit rate in 1000 bit/s
 * @param audio whether sound is wanted
 */
public record StreamRequest(String stream, int widthMax, int heightMax, int fpsMax, int kbpsMax, boolean audio) {

    /** Rejects unknown streams and negative limits. */
    public StreamRequest {
        if (!stream.equals(StreamInfo.MAIN) && !stream.equals(StreamInfo.SUB)) {
            throw new IllegalArgumentException("expected stream main or sub, found " + stream);
        }
        if (widthMax < 0 || heightMax < 0 || fpsMax < 0 || kbpsMax < 0) {
            throw new IllegalArgumentException("expected limits of 0 (none) or more, found " + widthMax + "x"
                    + heightMax + ", " + fpsMax + " fps, " + kbpsMax + " kbit/s");
        }
    }

    /** The stream at its own settings, with sound. */
    public static StreamRequest of(String stream) {
        return new StreamRequest(stream, 0, 0, 0, 0, true);
    }

    /** The same request for the other stream. */
    public StreamRequest withStream(String other) {
        return new StreamRequest(other, widthMax, heightMax, fpsMax, kbpsMax, audio);
    }

    /** The same request with another bit rate limit. */
    public StreamRequest withKbpsMax(int kbps) {
        return new StreamRequest(stream, widthMax, heightMax, fpsMax, kbps, audio);
    }
}
