package vedette.pu.media.scene;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import vedette.testkit.Timecode;

/**
 * One scene at one size in one light: the painted backdrop and all sprites, ready to be put together at any moment of
 * time. Drawing a frame copies the backdrop and blends in what moves. Not thread-safe.
 */
final class Stage {

    /** Height of a picture in units. */
    static final double UNITS = 720;
    /** Phases of a step. */
    static final int STEP_PHASES = 8;
    /** Phases of the tree's sway. */
    static final int SWAY_PHASES = 24;
    /** Height of the flashing lamp's centre above the upper edge. */
    static final double LAMP_Y = 72;

    private static final double TEXT_HEIGHT = 32;

    private final SceneKind kind;
    private final Look look;
    private final Light light;
    private final double scale;
    private final double width;
    private final I420 backdrop;
    private final Actors actors;
    private final @Nullable Sprite[][] cars = new Sprite[2][4];
    private final @Nullable Sprite[][] people = new Sprite[2][STEP_PHASES];
    private final @Nullable Sprite[] crowns = new Sprite[SWAY_PHASES];
    private final @Nullable Sprite[] clouds = new Sprite[3];
    private final @Nullable Sprite[] lamps = new Sprite[2];
    private final @Nullable Sprite[] special = new Sprite[2];
    private final Map<Character, Sprite> glyphs = new HashMap<>();

    Stage(SceneKind kind, Look look, Light light, int widthPixels, int heightPixels) {
        this.kind = kind;
        this.look = look;
        this.light = light;
        scale = heightPixels / UNITS;
        width = widthPixels / scale;
        backdrop = Backdrop.paint(kind, look, light, widthPixels, heightPixels);
        backdrop.blackFrom(Timecode.stripTop(heightPixels));
        actors = new Actors(scale, light, look);
    }

    Light light() {
        return light;
    }

    /** Horizontal place of the flashing lamp, the same in every scene. */
    static double lampX(double width) {
        return width * 0.94;
    }

    /** Left edge of the garage's gate. */
    static double garageLeft(double width) {
        return width / 2 - 230;
    }

    /**
     * Draws a moment.
     *
     * @param seconds the scene's time
     * @param flash whether the lamp shines
     * @param lines text in the upper left corner
     */
    void draw(I420 target, double seconds, boolean flash, String... lines) {
        target.copyFrom(backdrop);
        double t = seconds + look.phaseMillis() / 1000.0;
        if (kind != SceneKind.SHOP) {
            for (int i = 0; i < clouds.length; i++) {
                double lap = width + 300;
                put(target, once(clouds, i, actors::cloud), (t * (5 + 2 * i) + i * lap / 3) % lap - 280, 40 + 12 * i);
            }
            double trunk = width * (kind == SceneKind.YARD ? 0.70 : 0.90);
            int phase = (int) (t * SWAY_PHASES / 4) % SWAY_PHASES;
            put(target, once(crowns, phase, actors::crown), (look.mirrored() ? width - trunk : trunk) - 118, 196);
        }
        switch (kind) {
            case GARAGE -> gate(target, t);
            case SHOP ->
                put(target, once(special, (int) t % 4 == 3 ? 0 : 1, i -> actors.sign(i == 1)), width * 0.76 - 5, 160);
            case YARD -> {}
        }
        person(target, t, true, 30, 405);
        if (kind == SceneKind.SHOP) {
            person(target, t + 9, false, 38, 398);
        }
        car(target, t, 1, 17, 520);
        car(target, t + 6, 0, 13, 548);
        put(target, once(lamps, flash ? 1 : 0, i -> actors.lamp(i == 1)), lampX(width) - 40, LAMP_Y - 40);
        for (int i = 0; i < lines.length; i++) {
            text(target, lines[i], 22, 18 + i * 50);
        }
    }

    /** Every {@code every} seconds a person crosses in 20 s. */
    private void person(I420 target, double t, boolean right, double every, double y) {
        double way = t % every / 20;
        if (way < 1) {
            double x = way * (width + 80) - 70;
            int phase = (int) (t * 10) % STEP_PHASES;
            put(
                    target,
                    once(people[right ? 0 : 1], phase, i -> actors.person(right, i)),
                    right ? x : width - x - 60,
                    y);
        }
    }

    /** Every {@code every} seconds a car crosses in 5 s. */
    private void car(I420 target, double t, int index, double every, double y) {
        double way = t % every / 5;
        if (way < 1) {
            double x = way * (width + 280) - 265;
            put(
                    target,
                    once(cars[index], (int) (t * 18) % 4, i -> actors.car(look.cars()[index], index == 0, i)),
                    index == 0 ? x : width - x - 250,
                    y);
        }
    }

    /** The gate opens within 4 s, stays open 6 s, shuts within 4 s, stays shut 10 s. */
    private void gate(I420 target, double t) {
        double at = t % 24;
        double open = at < 4 ? at / 4 : at < 10 ? 1 : at < 14 ? (14 - at) / 4 : 0;
        double left = garageLeft(width);
        int x = pixels(look.mirrored() ? width - left - 400 : left);
        // Rolled up: only the part of the door below the lintel is seen.
        int top = pixels(220);
        int hidden = pixels(240 * open) & ~1;
        target.blit(once(special, 0, i -> actors.door()).below(hidden), x, top & ~1);
    }

    private void text(I420 target, String line, double x, double y) {
        String shown = line.length() > 40 ? line.substring(0, 40) : line;
        for (int i = 0; i < shown.length(); i++) {
            if (shown.charAt(i) != ' ') {
                Sprite glyph = glyphs.computeIfAbsent(shown.charAt(i), c -> actors.glyph(c, TEXT_HEIGHT));
                put(target, glyph, x + StrokeFont.width("0", TEXT_HEIGHT) * i, y);
            }
        }
    }

    /** Sprites are drawn when they first appear: a viewer must not wait for all of them. */
    private static Sprite once(@Nullable Sprite[] cache, int index, IntFunction<Sprite> drawing) {
        Sprite sprite = cache[index];
        if (sprite == null) {
            sprite = drawing.apply(index);
            cache[index] = sprite;
        }
        return sprite;
    }

    private void put(I420 target, Sprite sprite, double x, double y) {
        target.blit(sprite, pixels(x), pixels(y) & ~1, Timecode.stripTop(target.height));
    }

    private int pixels(double units) {
        return (int) Math.round(units * scale);
    }
}
