package vedette.pu.media.scene;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;

/** Paints everything that stands still. */
final class Backdrop {

    /** Where the ground begins. */
    static final double HORIZON = 330;
    /** Upper edge of the pavement. */
    static final double PAVEMENT = 500;
    /** Upper edge of the road. */
    static final double ROAD = 536;
    /** Lower edge of what is visible: the timecode begins here. */
    static final double BOTTOM = 640;

    private static final Color GLASS = new Color(0x9FC3DA);
    private static final Color LIT = new Color(0xFFD98A);
    private static final Color FRAME = new Color(0xF4F1EA);

    private final Brush brush;
    private final Look look;
    private final double width;

    private Backdrop(Brush brush, Look look, double width) {
        this.brush = brush;
        this.look = look;
        this.width = width;
    }

    static I420 paint(SceneKind kind, Look look, Light light, int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        double scale = height / Stage.UNITS;
        var brush = new Brush(image, scale, light);
        var backdrop = new Backdrop(brush, look, width / scale);
        brush.sky(light.zenith(look.overcast()), light.horizon(look.overcast()), width / scale, HORIZON);
        if (look.mirrored()) {
            brush.mirror(width / scale);
        }
        backdrop.land();
        switch (kind) {
            case YARD -> backdrop.house();
            case GARAGE -> backdrop.garage();
            case SHOP -> backdrop.shop();
        }
        backdrop.street();
        backdrop.mast();
        brush.graphics().dispose();
        return I420.of(image);
    }

    private void land() {
        if (brush.light().isDark() && !look.overcast()) {
            brush.glow(new Color(255, 250, 220, 110), width * 0.78, 130, 60);
            brush.graphics().setColor(new Color(0xF4F0DC));
            brush.graphics().fill(new Ellipse2D.Double(width * 0.78 - 20, 110, 40, 40));
        } else if (!look.overcast()) {
            brush.glow(new Color(255, 244, 200, 190), width * 0.62, 120, 110);
        }
        Color far = look.weather() == Look.Weather.SNOW ? new Color(0xC4CFDA) : new Color(0x7E9AA6);
        brush.oval(far, -width * 0.15, HORIZON - 75, width * 0.75, 200);
        brush.oval(Light.mix(far, look.lawn(), 8), width * 0.35, HORIZON - 50, width * 0.9, 160);
        brush.rect(look.lawn(), 0, HORIZON, width, BOTTOM - HORIZON);
        brush.rect(Light.mix(look.lawn(), Color.WHITE, 3), 0, HORIZON + 60, width, 50);
    }

    private void house() {
        double x = width * 0.10;
        brush.rect(new Color(0x7B5548), x + 232, 150, 34, 80);
        brush.polygon(look.roof(), x - 28, 285, x + 160, 160, x + 348, 285);
        brush.rect(look.wall(), x, 285, 320, 165);
        brush.rect(Light.mix(look.wall(), Color.BLACK, 5), x, 438, 320, 12);
        if (look.weather() == Look.Weather.SNOW) {
            brush.polygon(
                    new Color(0xF3F6F8),
                    x - 28,
                    285,
                    x + 160,
                    160,
                    x + 348,
                    285,
                    x + 300,
                    275,
                    x + 160,
                    190,
                    x + 20,
                    275);
        }
        window(x + 30, 320, 70, 70);
        window(x + 220, 320, 70, 70);
        brush.rect(FRAME, x + 126, 334, 68, 116);
        brush.rect(look.door(), x + 133, 341, 54, 109);
        brush.oval(new Color(0xE0C060), x + 174, 394, 8, 8);
        brush.polygon(new Color(0xB9AFA0), x + 130, 450, x + 190, 450, x + 230, PAVEMENT, x + 90, PAVEMENT);
        for (double fence = x + 360; fence < width - 20; fence += 26) {
            brush.polygon(FRAME, fence, 480, fence, 436, fence + 7, 426, fence + 14, 436, fence + 14, 480);
        }
        brush.rect(FRAME, x + 356, 446, width - x - 370, 7);
        brush.oval(look.leaves(), x - 40, 405, 80, 60);
        brush.oval(Light.mix(look.leaves(), Color.BLACK, 4), x + 296, 415, 66, 48);
        brush.rect(new Color(0x6B4A2F), width * 0.70 - 11, 300, 22, 165);
    }

    private void window(double x, double y, double w, double h) {
        brush.rect(FRAME, x - 6, y - 6, w + 12, h + 12);
        if (brush.light().isDark()) {
            brush.lamp(LIT, x, y, w, h);
        } else {
            brush.rect(GLASS, x, y, w, h);
        }
        brush.rect(FRAME, x + w / 2 - 3, y, 6, h);
        brush.rect(FRAME, x, y + h / 2 - 3, w, 6);
    }

    private void garage() {
        double x = Stage.garageLeft(width);
        brush.rect(look.wall(), x - 120, 170, 640, 290);
        for (double row = 182; row < 460; row += 24) {
            brush.line(Light.mix(look.wall(), Color.BLACK, 3), 1.6, x - 118, row, x + 518, row);
        }
        brush.rect(look.roof(), x - 140, 150, 680, 26);
        brush.rect(FRAME, x - 12, 208, 424, 252);
        brush.rect(new Color(0x33363B), x, 220, 400, 240);
        brush.lamp(new Color(0xFFF3C8), x + 170, 226, 60, 7);
        brush.round(look.cars()[1], x + 110, 330, 180, 110, 46);
        brush.rect(GLASS, x + 138, 344, 124, 40);
        brush.round(new Color(0x202226), x + 104, 410, 192, 44, 14);
        brush.lamp(new Color(0xF6E7B0), x + 118, 402, 34, 16);
        brush.lamp(new Color(0xF6E7B0), x + 248, 402, 34, 16);
        brush.polygon(new Color(0x8D8F90), x - 12, 460, x + 412, 460, x + 470, PAVEMENT, x - 70, PAVEMENT);
        brush.rect(new Color(0x3A3D42), x + 448, 262, 16, 30);
        if (brush.light().isDark()) {
            brush.glow(new Color(255, 217, 138, 150), x + 456, 296, 120);
        }
        brush.oval(look.leaves(), x - 190, 400, 90, 80);
        brush.oval(Light.mix(look.leaves(), Color.BLACK, 4), x + 540, 410, 70, 64);
        brush.rect(new Color(0x6B4A2F), width * 0.90 - 9, 300, 18, 180);
    }

    private void shop() {
        brush.rect(look.wall(), 0, 120, width, PAVEMENT - 120);
        brush.rect(Light.mix(look.wall(), Color.BLACK, 6), 0, 120, width, 14);
        brush.rect(look.door(), width * 0.08, 150, width * 0.62, 62);
        StrokeFont.draw(
                brush.graphics(),
                "Corner shop",
                width * 0.08 + 26,
                164,
                34,
                brush.light().shade(FRAME),
                5);
        double left = width * 0.08;
        double pane = width * 0.62;
        brush.rect(FRAME, left - 8, 252, pane + 16, 232);
        Color inside = brush.light().isDark() ? new Color(0xF2D8A0) : new Color(0xB9C9CE);
        brush.lamp(inside, left, 260, pane, 216);
        for (int shelf = 0; shelf < 3; shelf++) {
            double y = 330 + 60 * shelf;
            brush.rect(new Color(0x7B5B3C), left, y, pane, 7);
            for (int item = 0; item < pane / 34 - 1; item++) {
                Color color = Light.mix(look.cars()[item % 2], look.roof(), item * 7 % Light.STEPS);
                double high = 20 + (item * 11 + shelf * 5) % 18;
                brush.round(color, left + 10 + item * 34, y - high, 24, high, 6);
            }
        }
        for (int i = 0; i < 12; i++) {
            Color stripe = i % 2 == 0 ? look.roof() : FRAME;
            double w = (pane + 40) / 12;
            brush.polygon(
                    stripe,
                    left - 20 + i * w + 8,
                    222,
                    left - 20 + (i + 1) * w,
                    222,
                    left - 20 + (i + 1) * w,
                    268,
                    left - 20 + i * w,
                    268);
        }
        double doorway = width * 0.76;
        brush.rect(FRAME, doorway - 8, 232, 136, 268);
        brush.rect(look.door(), doorway, 240, 120, 260);
        brush.lamp(inside, doorway + 16, 258, 88, 150);
        brush.oval(new Color(0xE0C060), doorway + 100, 424, 10, 10);
    }

    private void street() {
        boolean snow = look.weather() == Look.Weather.SNOW;
        brush.rect(snow ? new Color(0xD5DADF) : new Color(0xB4B0A8), 0, PAVEMENT, width, ROAD - PAVEMENT);
        brush.rect(new Color(0x85827C), 0, ROAD - 7, width, 7);
        brush.rect(snow ? new Color(0x7A7F86) : new Color(0x55585C), 0, ROAD, width, BOTTOM - ROAD);
        for (double x = 20; x < width; x += 120) {
            brush.rect(new Color(0xE8E5D8), x, (ROAD + BOTTOM) / 2 + 6, 60, 6);
        }
    }

    private void mast() {
        // The flashing lamp keeps its place in every scene, so that tests find it: undo the mirror by symmetry.
        double x = look.mirrored() ? width - Stage.lampX(width) : Stage.lampX(width);
        brush.rect(new Color(0x4A4E54), x - 4, Stage.LAMP_Y, 8, PAVEMENT - Stage.LAMP_Y + 12);
    }
}
