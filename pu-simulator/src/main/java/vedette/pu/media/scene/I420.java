package vedette.pu.media.scene;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.Arrays;

/**
 * A picture in planar YCbCr 4:2:0, 8 bit, video range (ITU-R BT.601): luma 16…235, chroma 16…240 around 128. Planes are
 * tightly packed. Not thread-safe.
 */
public final class I420 {

    /** Luma samples per line. */
    public final int width;
    /** Lines of luma. */
    public final int height;
    /** Luma plane, {@code width * height}. */
    public final byte[] y;
    /** Cb plane, {@code width/2 * height/2}. */
    public final byte[] u;
    /** Cr plane, {@code width/2 * height/2}. */
    public final byte[] v;

    /**
     * A black picture.
     *
     * @throws IllegalArgumentException unless both sides are even, 16 or more and at most 4096
     */
    public I420(int width, int height) {
        if (width < 16 || height < 16 || width > 4096 || height > 4096 || (width & 1) != 0 || (height & 1) != 0) {
            throw new IllegalArgumentException("expected even sides from 16 to 4096, found " + width + "x" + height);
        }
        this.width = width;
        this.height = height;
        y = new byte[width * height];
        u = new byte[width / 2 * (height / 2)];
        v = new byte[width / 2 * (height / 2)];
    }

    /** Takes over all samples of a picture of the same size. */
    void copyFrom(I420 other) {
        System.arraycopy(other.y, 0, y, 0, y.length);
        System.arraycopy(other.u, 0, u, 0, u.length);
        System.arraycopy(other.v, 0, v, 0, v.length);
    }

    /** The samples of an image with int pixels, without the slow way over its colour model. */
    static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    /** Converts an opaque picture of type INT_RGB and even sides. */
    static I420 of(BufferedImage image) {
        var out = new I420(image.getWidth(), image.getHeight());
        int[] rgb = pixels(image);
        for (int i = 0; i < rgb.length; i++) {
            out.y[i] = (byte) luma(rgb[i]);
        }
        int half = out.width / 2;
        for (int cy = 0; cy < out.height / 2; cy++) {
            for (int cx = 0; cx < half; cx++) {
                int at = 2 * cy * out.width + 2 * cx;
                int mean = mean(rgb[at], rgb[at + 1], rgb[at + out.width], rgb[at + out.width + 1]);
                out.u[cy * half + cx] = (byte) cb(mean);
                out.v[cy * half + cx] = (byte) cr(mean);
            }
        }
        return out;
    }

    /** Makes everything from this line down black, with neutral chroma, as the timecode strip needs it. */
    void blackFrom(int line) {
        Arrays.fill(y, line * width, y.length, (byte) 16);
        Arrays.fill(u, line / 2 * (width / 2), u.length, (byte) 128);
        Arrays.fill(v, line / 2 * (width / 2), v.length, (byte) 128);
    }

    /** Blends a sprite in with its upper left corner at (left, top); what lies outside the picture is cut off. */
    void blit(Sprite sprite, int left, int top) {
        blit(sprite, left, top, height);
    }

    /** {@link #blit(Sprite, int, int)}, but nothing from line {@code bottom} down is touched. */
    void blit(Sprite sprite, int left, int top, int bottom) {
        blend(y, width, Math.min(bottom, height), sprite.luma, sprite.alpha, sprite.width, sprite.height, left, top);
        int half = width / 2;
        int lines = Math.min(bottom, height) / 2;
        int x = left >> 1;
        int line = top >> 1;
        blend(u, half, lines, sprite.cb, sprite.chromaAlpha, sprite.width / 2, sprite.height / 2, x, line);
        blend(v, half, lines, sprite.cr, sprite.chromaAlpha, sprite.width / 2, sprite.height / 2, x, line);
    }

    private static void blend(
            byte[] plane, int stride, int lines, byte[] samples, byte[] alpha, int w, int h, int left, int top) {
        int fromX = Math.max(0, -left);
        int toX = Math.min(w, stride - left);
        int toY = Math.min(h, lines - top);
        for (int sy = Math.max(0, -top); sy < toY; sy++) {
            int to = (top + sy) * stride + left;
            int from = sy * w;
            for (int sx = fromX; sx < toX; sx++) {
                int a = alpha[from + sx] & 0xFF;
                if (a == 255) {
                    plane[to + sx] = samples[from + sx];
                } else if (a != 0) {
                    int below = plane[to + sx] & 0xFF;
                    int above = samples[from + sx] & 0xFF;
                    plane[to + sx] = (byte) (below + ((above - below) * a + 127) / 255);
                }
            }
        }
    }

    static int luma(int rgb) {
        return 16 + (66 * (rgb >> 16 & 0xFF) + 129 * (rgb >> 8 & 0xFF) + 25 * (rgb & 0xFF) + 128 >> 8);
    }

    static int cb(int rgb) {
        return 128 + (-38 * (rgb >> 16 & 0xFF) - 74 * (rgb >> 8 & 0xFF) + 112 * (rgb & 0xFF) + 128 >> 8);
    }

    static int cr(int rgb) {
        return 128 + (112 * (rgb >> 16 & 0xFF) - 94 * (rgb >> 8 & 0xFF) - 18 * (rgb & 0xFF) + 128 >> 8);
    }

    private static int mean(int a, int b, int c, int d) {
        int red = (a >> 16 & 0xFF) + (b >> 16 & 0xFF) + (c >> 16 & 0xFF) + (d >> 16 & 0xFF) + 2 >> 2;
        int green = (a >> 8 & 0xFF) + (b >> 8 & 0xFF) + (c >> 8 & 0xFF) + (d >> 8 & 0xFF) + 2 >> 2;
        int blue = (a & 0xFF) + (b & 0xFF) + (c & 0xFF) + (d & 0xFF) + 2 >> 2;
        return red << 16 | green << 8 | blue;
    }
}
