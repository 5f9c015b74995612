package vedette.pu.media;

/**
 * A picture size on the menu, with the bit rate that suits it (H.626.4 §6.1.3).
 *
 * @param label how people call it
 * @param width luma samples
 * @param height luma samples
 * @param kbps bit rate at 25 frames per second, in 1000 bit/s
 */
public record VideoProfile(String label, int width, int height, int kbps) {

    /** 176 × 144, for the thinnest networks. */
    public static final VideoProfile QCIF = new VideoProfile("QCIF", 176, 144, 128);
    /** 352 × 288. */
    public static final VideoProfile CIF = new VideoProfile("CIF", 352, 288, 384);
    /** 704 × 576, also called 4CIF. */
    public static final VideoProfile D1 = new VideoProfile("D1", 704, 576, 1200);
    /** 1280 × 720. */
    public static final VideoProfile P720 = new VideoProfile("720P", 1280, 720, 2500);
}
