package vedette.pu.media;

/**
 * What a subscription really delivers from now on. The arrays must not be changed.
 *
 * @param width luma samples
 * @param height luma samples
 * @param fps frames per second, rounded
 * @param kbps video bit rate in 1000 bit/s: the target of a live encoder, the mean of a file, 0 if unknown
 * @param sps sequence parameter set, a NAL unit without start code (ITU-T H.264 §7.3.2.1)
 * @param pps picture parameter set, a NAL unit without start code (ITU-T H.264 §7.3.2.2)
 * @param audio whether G.711 A-law packets come with the video
 */
public record MediaFormat(int width, int height, int fps, int kbps, byte[] sps, byte[] pps, boolean audio) {}
