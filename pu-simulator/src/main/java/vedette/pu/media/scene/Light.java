package vedette.pu.media.scene;

import java.awt.Color;
import java.time.ZonedDateTime;

/**
 * The light of an hour, coarse enough that a backdrop lasts a while.
 *
 * @param day 0 (night) to {@value #STEPS} (full day)
 * @param glow 0 to {@value #STEPS}: how red the low sun makes the horizon
 */
record Light(int day, int glow) {

    static final int STEPS = 24;

    /** Light at this local time: the sun rises at six and sets at eighteen. */
    static Light at(ZonedDateTime time) {
        double hour = time.toLocalTime().toSecondOfDay() / 3600.0;
        double elevation = Math.sin(Math.PI * (hour - 6) / 12);
        double day = Math.clamp((elevation + 0.15) / 0.5, 0, 1);
        double glow = Math.exp(-Math.pow((elevation - 0.02) / 0.16, 2));
        return new Light((int) Math.round(day * STEPS), (int) Math.round(glow * STEPS));
    }

    boolean isDark() {
        return day < STEPS / 2;
    }

    /** How this surface colour looks in this light; transparency stays. */
    Color shade(Color color) {
        double d = (double) day / STEPS;
        double warm = 0.12 * glow / STEPS;
        return new Color(
                channel(color.getRed() * (0.24 + 0.76 * d + warm)),
                channel(color.getGreen() * (0.27 + 0.73 * d)),
                channel(color.getBlue() * (0.40 + 0.60 * d - warm / 2)),
                color.getAlpha());
    }

    /** Colour of the sky straight up. */
    Color zenith(boolean overcast) {
        Color sky = mix(new Color(0x0B1430), overcast ? new Color(0x8F9CAB) : new Color(0x3D7FCB), day);
        return mix(sky, new Color(0x6A5A92), glow / 3);
    }

    /** Colour of the sky above the horizon. */
    Color horizon(boolean overcast) {
        Color sky = mix(new Color(0x223458), overcast ? new Color(0xC9CFD6) : new Color(0xCDE3F5), day);
        return mix(sky, new Color(0xF3A064), overcast ? glow / 3 : glow);
    }

    /** Mixes two colours; {@code part} of {@value #STEPS} parts are the second. */
    static Color mix(Color a, Color b, int part) {
        double f = (double) part / STEPS;
        return new Color(
                channel(a.getRed() + (b.getRed() - a.getRed()) * f),
                channel(a.getGreen() + (b.getGreen() - a.getGreen()) * f),
                channel(a.getBlue() + (b.getBlue() - a.getBlue()) * f),
                channel(a.getAlpha() + (b.getAlpha() - a.getAlpha()) * f));
    }

    private static int channel(double value) {
        return Math.clamp(Math.round(value), 0, 255);
    }
}
