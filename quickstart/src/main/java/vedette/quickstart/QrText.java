package vedette.quickstart;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.util.Map;

/** QR codes of half-block characters, dark on light, so that a phone's camera reads them from a terminal. */
final class QrText {
    private QrText() {}

    static String of(String text) {
        BitMatrix bits;
        try {
            bits = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, 2));
        } catch (WriterException e) {
            throw new IllegalArgumentException("Too long for a QR code: " + text.length() + " characters", e);
        }
        StringBuilder out = new StringBuilder();
        for (int y = 0; y < bits.getHeight(); y += 2) {
            out.append("  ");
            for (int x = 0; x < bits.getWidth(); x++) {
                boolean upper = bits.get(x, y);
                boolean lower = y + 1 < bits.getHeight() && bits.get(x, y + 1);
                // Light modules are drawn: terminals are mostly dark.
                out.append(upper ? (lower ? ' ' : '▄') : (lower ? '▀' : '█'));
            }
            out.append(System.lineSeparator());
        }
        return out.toString();
    }
}
