package vedette.pu;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;
import vedette.device.factory.DeviceLabel;

/** A device's label as text for a terminal: serial, code and the QR code, two modules per character cell. */
final class LabelPrinter {
    private static final int QUIET_ZONE_MODULES = 2;

    private LabelPrinter() {}

    static String text(DeviceLabel label) throws WriterException {
        BitMatrix modules = new QRCodeWriter()
                .encode(
                        label.url(),
                        BarcodeFormat.QR_CODE,
                        0,
                        0,
                        Map.of(
                                EncodeHintType.ERROR_CORRECTION,
                                ErrorCorrectionLevel.M,
                                EncodeHintType.MARGIN,
                                QUIET_ZONE_MODULES));
        StringBuilder out = new StringBuilder("Serial ")
                .append(label.serial())
                .append("\nCode   ")
                .append(label.code())
                .append('\n');
        for (int y = 0; y < modules.getHeight(); y += 2) {
            for (int x = 0; x < modules.getWidth(); x++) {
                boolean upper = modules.get(x, y);
                boolean lower = y + 1 < modules.getHeight() && modules.get(x, y + 1);
                // Printed inverted: most terminals are dark, and the quiet zone must be light.
                out.append(upper ? (lower ? ' ' : '▄') : (lower ? '▀' : '█'));
            }
            out.append('\n');
        }
        return out.append(label.url()).append('\n').toString();
    }
}
