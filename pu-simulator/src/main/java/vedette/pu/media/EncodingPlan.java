package vedette.pu.media;

/**
 * What a live encoder must produce for a request: the stream's settings cut down to the viewer's limits (H.626.4 §7).
 *
 * @param width luma samples
 * @param height luma samples
 * @param fps frames per second
 * @param kbps bit rate in 1000 bit/s
 */
record EncodingPlan(int width, int height, int fps, int kbps) {

    /**
     * Chooses the largest size of the menu within stream and limits.
     *
     * @throws MediaException if not even the smallest fits
     */
    static EncodingPlan of(StreamInfo stream, StreamRequest request) {
        int widthMax = limit(stream.width(), request.widthMax());
        int heightMax = limit(stream.height(), request.heightMax());
        VideoProfile profile = SyntheticSource.MENU.stream()
                .filter(p -> p.width() <= widthMax && p.height() <= heightMax)
                .findFirst()
                .orElseThrow(() -> new MediaException("expected room for at least 176x144, found a limit of "
                        + request.widthMax() + "x" + request.heightMax() + "; raise the viewer's maximum size"));
        int fps = limit(stream.fps(), request.fpsMax());
        // A smaller picture than the stream's own needs less than the stream's own rate.
        int rate = profile.width() < stream.width() ? Math.min(stream.kbps(), profile.kbps()) : stream.kbps();
        return new EncodingPlan(profile.width(), profile.height(), fps, limit(rate, request.kbpsMax()));
    }

    boolean sameLoop(EncodingPlan other) {
        return width == other.width && height == other.height && fps == other.fps;
    }

    /** Whether a stream of the other plan stays within this one. */
    boolean admits(EncodingPlan other) {
        return other.width <= width && other.height <= height && other.fps <= fps && admitsRate(other.kbps);
    }

    /** Whether an encoder aiming at this rate suits: not above, and not below two thirds. */
    boolean suits(int encoderKbps) {
        return admitsRate(encoderKbps) && 3 * encoderKbps >= 2 * kbps;
    }

    private boolean admitsRate(int encoderKbps) {
        return encoderKbps <= kbps;
    }

    EncodingPlan withKbps(int rate) {
        return new EncodingPlan(width, height, fps, Math.max(H264Encoder.KBPS_MIN, rate));
    }

    private static int limit(int own, int max) {
        return max == 0 ? own : Math.min(own, max);
    }
}
