package vedette.pu.media.scene;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;

/** Draws the sprites of everything that moves. Each method's sprite has the size its Javadoc names, in units. */
final class Actors {

    private final double scale;
    private final Light light;
    private final Look look;

    Actors(double scale, Light light, Look look) {
        this.scale = scale;
        this.light = light;
        this.look = look;
    }

    /** A car, 250 × 100, facing right or left; two positions of the wheels. */
    Sprite car(Color color, boolean right, int phase) {
        return sprite(250, 100, brush -> {
            if (!right) {
                brush.mirror(250);
            }
            Color dark = Light.mix(color, Color.BLACK, 6);
            brush.oval(new Color(0, 0, 0, 70), 6, 82, 238, 18);
            brush.polygon(color, 52, 46, 84, 10, 158, 10, 200, 46);
            brush.round(color, 6, 38, 238, 46, 30);
            brush.round(dark, 6, 66, 238, 18, 12);
            Color glass = new Color(0xB8D3E2);
            brush.polygon(glass, 66, 44, 88, 17, 116, 17, 116, 44);
            brush.polygon(glass, 124, 44, 124, 17, 153, 17, 182, 44);
            brush.line(dark, 2, 120, 46, 120, 72);
            brush.lamp(light.isDark() ? new Color(0xFFF2C0) : light.shade(new Color(0xEDE6CC)), 228, 50, 14, 12);
            brush.lamp(light.isDark() ? new Color(0xFF4030) : light.shade(new Color(0xA02020)), 7, 48, 10, 12);
            for (int x : new int[] {34, 172}) {
                brush.oval(new Color(0x1E1F22), x, 58, 42, 42);
                brush.oval(new Color(0xB9BEC4), x + 11, 69, 20, 20);
                double angle = Math.PI / 4 * phase;
                double dx = 9 * Math.cos(angle);
                double dy = 9 * Math.sin(angle);
                brush.line(new Color(0x3A3D42), 3, x + 21 - dx, 79 - dy, x + 21 + dx, 79 + dy);
            }
        });
    }

    /** A person, 60 × 130, in one of {@link Stage#STEP_PHASES} positions of a step. */
    Sprite person(boolean right, int phase) {
        return sprite(60, 130, brush -> {
            if (!right) {
                brush.mirror(60);
            }
            double swing = Math.sin(2 * Math.PI * phase / Stage.STEP_PHASES);
            double bob = 2 * Math.abs(swing);
            Color trousers = new Color(0x35405A);
            Color skin = new Color(0xD9A57E);
            brush.oval(new Color(0, 0, 0, 70), 8, 120, 44, 10);
            brush.line(Light.mix(look.coat(), Color.BLACK, 8), 8, 30, 46 - bob, 30 - 15 * swing, 70 - bob);
            brush.line(Light.mix(trousers, Color.BLACK, 6), 10, 30, 76 - bob, 30 - 17 * swing, 122);
            brush.line(trousers, 10, 30, 76 - bob, 30 + 17 * swing, 122);
            brush.line(new Color(0x202226), 8, 30 + 17 * swing, 123, 38 + 17 * swing, 124);
            brush.round(look.coat(), 18, 34 - bob, 25, 50, 18);
            brush.line(Light.mix(look.coat(), Color.BLACK, 4), 8, 31, 44 - bob, 31 + 15 * swing, 70 - bob);
            brush.oval(skin, 19, 8 - bob, 23, 25);
            brush.polygon(
                    new Color(0x4A3526),
                    18,
                    20 - bob,
                    20,
                    8 - bob,
                    31,
                    4 - bob,
                    42,
                    10 - bob,
                    41,
                    15 - bob,
                    25,
                    16 - bob);
        });
    }

    /** The crown of a tree, 240 × 200, in one of {@link Stage#SWAY_PHASES} positions of its sway. */
    Sprite crown(int phase) {
        return sprite(240, 200, brush -> {
            double sway = 7 * Math.sin(2 * Math.PI * phase / Stage.SWAY_PHASES);
            boolean snow = look.weather() == Look.Weather.SNOW;
            double[][] tufts = {
                {50, 70, 110}, {100, 80, 110}, {62, 30, 110}, {80, 8, 84}, {22, 92, 84}, {134, 100, 80}, {110, 34, 84}
            };
            for (int i = 0; i < tufts.length; i++) {
                double lift = 1 - tufts[i][1] / 160;
                Color color = Light.mix(look.leaves(), i % 2 == 0 ? Color.BLACK : Color.WHITE, i % 3 + 1);
                brush.oval(color, tufts[i][0] + sway * (0.4 + lift), tufts[i][1], tufts[i][2], tufts[i][2] * 0.86);
            }
            if (snow) {
                brush.oval(new Color(0xF2F5F8), 84 + 1.4 * sway, 10, 74, 26);
                brush.oval(new Color(0xF2F5F8), 40 + sway, 84, 60, 20);
            }
        });
    }

    /** A cloud, 260 × 80. */
    Sprite cloud(int variant) {
        return sprite(260, 80, brush -> {
            Color white = look.overcast() ? new Color(214, 219, 226, 205) : new Color(255, 255, 255, 225);
            brush.oval(white, 10, 34, 110, 40);
            brush.oval(white, 60 + 14 * variant, 8, 110, 60);
            brush.oval(white, 130 - 8 * variant, 26, 116, 46);
        });
    }

    /** The garage door, 400 × 240. */
    Sprite door() {
        return sprite(400, 240, brush -> {
            brush.rect(look.door(), 0, 0, 400, 240);
            for (int panel = 0; panel < 5; panel++) {
                brush.rect(Light.mix(look.door(), Color.BLACK, 7), 0, 48 * panel + 44, 400, 4);
                brush.rect(Light.mix(look.door(), Color.WHITE, 5), 0, 48 * panel, 400, 3);
            }
            brush.rect(new Color(0xC9CDD2), 180, 214, 40, 8);
        });
    }

    /** The sign above the shop's door, 130 × 60, lit or not. */
    Sprite sign(boolean lit) {
        return sprite(130, 60, brush -> {
            brush.graphics().setColor(new Color(0x1D1F26));
            brush.graphics().fillRoundRect(0, 0, 130, 60, 14, 14);
            Color tube = lit ? new Color(0xFF5A78) : new Color(0x5A3A42);
            if (lit) {
                brush.glow(new Color(255, 90, 120, 90), 65, 30, 60);
            }
            StrokeFont.draw(brush.graphics(), "OPEN", 20, 17, 26, tube, 4.5);
        });
    }

    /** The lamp that flashes with the beep, 80 × 80. */
    Sprite lamp(boolean on) {
        return sprite(80, 80, brush -> {
            brush.graphics().setColor(new Color(0x2B2E33));
            brush.graphics().fillOval(0, 0, 80, 80);
            brush.graphics().setColor(on ? Color.WHITE : new Color(0x401818));
            brush.graphics().fillOval(8, 8, 64, 64);
        });
    }

    /** One white character with a dark edge, for text on any ground. */
    Sprite glyph(char c, double height) {
        return sprite(StrokeFont.width("0", height) + 4, height + 14, brush -> {
            StrokeFont.draw(brush.graphics(), String.valueOf(c), 5, 7, height, new Color(0, 0, 0, 150), height / 3.6);
            StrokeFont.draw(brush.graphics(), String.valueOf(c), 5, 7, height, Color.WHITE, height / 7.5);
        });
    }

    private Sprite sprite(double width, double height, Consumer<Brush> drawing) {
        int w = Math.max(2, (int) Math.ceil(width * scale / 2) * 2);
        int h = Math.max(2, (int) Math.ceil(height * scale / 2) * 2);
        var image = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB);
        var brush = new Brush(image, scale, light);
        drawing.accept(brush);
        brush.graphics().dispose();
        return new Sprite(image);
    }
}
