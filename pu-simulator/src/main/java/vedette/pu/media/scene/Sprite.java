package vedette.pu.media.scene;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/** A small picture with transparency in the sample format of {@link I420}. Immutable by agreement. */
final class Sprite {

    final int width;
    final int height;
    final byte[] luma;
    final byte[] alpha;
    final byte[] cb;
    final byte[] cr;
    final byte[] chromaAlpha;

    /** Converts an image of type INT_ARGB of even sides. */
    Sprite(BufferedImage image) {
        width = image.getWidth();
        height = image.getHeight();
        int[] argb = I420.pixels(image);
        luma = new byte[argb.length];
        alpha = new byte[argb.length];
        for (int i = 0; i < argb.length; i++) {
            luma[i] = (byte) I420.luma(argb[i]);
            alpha[i] = (byte) (argb[i] >>> 24);
        }
        int half = width / 2;
        cb = new byte[half * (height / 2)];
        cr = new byte[cb.length];
        chromaAlpha = new byte[cb.length];
        for (int i = 0; i < cb.length; i++) {
            chroma(argb, i, 2 * (i / half) * width + 2 * (i % half));
        }
    }

    private Sprite(Sprite whole, int cut) {
        width = whole.width;
        height = whole.height - cut;
        luma = Arrays.copyOfRange(whole.luma, cut * width, whole.luma.length);
        alpha = Arrays.copyOfRange(whole.alpha, cut * width, whole.alpha.length);
        int chroma = cut / 2 * (width / 2);
        cb = Arrays.copyOfRange(whole.cb, chroma, whole.cb.length);
        cr = Arrays.copyOfRange(whole.cr, chroma, whole.cr.length);
        chromaAlpha = Arrays.copyOfRange(whole.chromaAlpha, chroma, whole.chromaAlpha.length);
    }

    /** The part of this sprite below its first {@code lines} lines, an even number. */
    Sprite below(int lines) {
        return lines <= 0 ? this : new Sprite(this, Math.min(lines, height));
    }

    /** Mean of four pixels, weighted by their opacity, so that transparent ones do not tint the edge. */
    private void chroma(int[] argb, int at, int first) {
        int weight = 0;
        long blue = 0;
        long red = 0;
        for (int pixel : new int[] {first, first + 1, first + width, first + width + 1}) {
            int a = argb[pixel] >>> 24;
            weight += a;
            blue += (long) a * I420.cb(argb[pixel]);
            red += (long) a * I420.cr(argb[pixel]);
        }
        chromaAlpha[at] = (byte) (weight / 4);
        cb[at] = (byte) (weight == 0 ? 128 : blue / weight);
        cr[at] = (byte) (weight == 0 ? 128 : red / weight);
    }
}
