package vedette.pu.media.scene;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Capitals, digits and a few signs as pen strokes on a grid 4 wide and 6 high. Own strokes instead of fonts: every
 * machine draws the same picture, also one without any font installed.
 */
final class StrokeFont {

    /** Distance from one character to the next, in grid steps. */
    private static final double ADVANCE = 5.6;
    /** Height of a capital, in grid steps. */
    private static final double CAPITAL = 6;

    /** Strokes are separated by spaces; each is a list of points xy, y downwards from 0 to 6. */
    private static final Map<Character, String> STROKES = new HashMap<>();

    static {
        String[] glyphs = {
            "A:064620 1434",
            "B:00063645443303 0030414233",
            "C:4130100105163645",
            "D:00062644422000",
            "E:40000646 0333",
            "F:400006 0333",
            "G:413010010516364543 2343",
            "H:0006 4046 0343",
            "I:1030 2026 1636",
            "J:4045361605",
            "K:0006 4003 0346",
            "L:000646",
            "M:0600234046",
            "N:06004640",
            "O:1001051636454130 10",
            "P:0600304142330",
            "Q:100105163645413010 2446",
            "R:06003041423303 2346",
            "S:4130100102133344453616 1605",
            "T:0040 2026",
            "U:000516364540",
            "V:002640",
            "W:0016234640",
            "X:0046 4006",
            "Y:002340 2326",
            "Z:00400646",
            "0:1001051636454130 10 0541",
            "1:112026 1636",
            "2:01103041420646",
            "3:0110304142334445361605 1333",
            "4:36300444",
            "5:400002324445361605",
            "6:413010010516364544331304",
            "7:004016",
            "8:1001021333444536160504133342413010",
            "9:4233130201103041453616 05",
            "-:1333",
            ".:2526",
            "/:0640",
            "#:1116 3036 0242 0444",
            "_:0646",
            "+:2125 0343",
            "(:30112536 ",
            "):10312516"
        };
        for (String glyph : glyphs) {
            STROKES.put(glyph.charAt(0), glyph.substring(glyph.indexOf(':', 1) + 1));
        }
        STROKES.put(':', "2122 2425");
    }

    private StrokeFont() {}

    /** Width of a text whose capitals are this high. */
    static double width(String text, double height) {
        return text.length() * ADVANCE * height / CAPITAL;
    }

    /** Draws a text with its upper left corner at (x, y); characters without a glyph become a dot in the middle. */
    static void draw(Graphics2D g, String text, double x, double y, double height, Color color, double thickness) {
        double step = height / CAPITAL;
        var path = new Path2D.Double();
        String capitals = text.toUpperCase(Locale.ROOT);
        for (int i = 0; i < capitals.length(); i++) {
            append(path, capitals.charAt(i), x + i * ADVANCE * step, y, step);
        }
        g.setColor(color);
        g.setStroke(new BasicStroke((float) thickness, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(path);
    }

    private static void append(Path2D.Double path, char c, double x, double y, double step) {
        if (c == ' ') {
            return;
        }
        for (String stroke : STROKES.getOrDefault(c, "2324").split(" ")) {
            for (int i = 0; i + 1 < stroke.length(); i += 2) {
                double px = x + (stroke.charAt(i) - '0') * step;
                double py = y + (stroke.charAt(i + 1) - '0') * step;
                if (i == 0) {
                    path.moveTo(px, py);
                } else {
                    path.lineTo(px, py);
                }
            }
        }
    }
}
