package vedette.pu.media.scene;

import java.awt.Color;
import java.util.SplittableRandom;

/**
 * What makes one camera differ from the next: colours, weather and places, all from one seed.
 *
 * @param wall colour of house, garage or shop front
 * @param roof colour of the roof or awning
 * @param door colour of doors
 * @param leaves colour of tree and bushes
 * @param lawn colour of the ground
 * @param coat colour of the passer-by
 * @param cars colours of the two cars
 * @param weather weather of this place
 * @param mirrored whether the scene is laid out from right to left
 * @param phaseMillis shift of all movements, so that nine cameras do not move in step
 */
record Look(
        Color wall,
        Color roof,
        Color door,
        Color leaves,
        Color lawn,
        Color coat,
        Color[] cars,
        Weather weather,
        boolean mirrored,
        int phaseMillis) {

    enum Weather {
        CLEAR,
        CLOUDY,
        SNOW
    }

    private static final int[] WALLS = {0xE8DCC0, 0xD9B99B, 0xC9D6D8, 0xB5583F, 0xE9E4DA, 0x9FB29A};
    private static final int[] ROOFS = {0x8C3B2E, 0x5A4A42, 0x3F4B5B, 0x6E2F2A, 0x4D5A45};
    private static final int[] DOORS = {0x2F4F6F, 0x6B2C2C, 0x2E5B3C, 0x7A5230};
    private static final int[] LEAVES = {0x3F7A34, 0x5B8A2C, 0x2F6647, 0xA8742A};
    private static final int[] COATS = {0xC8402F, 0x2F5FA8, 0xE0B030, 0x4B4F57, 0x7A3F86};
    private static final int[] CARS = {0xC02B2B, 0x2A5CAA, 0xE6E6E6, 0x2B2F36, 0xD9A21B, 0x2E7D5B};

    static Look of(long seed, SceneKind kind) {
        var random = new SplittableRandom(seed);
        Weather weather = Weather.values()[random.nextInt(Weather.values().length)];
        int car = random.nextInt(CARS.length);
        return new Look(
                pick(random, WALLS),
                pick(random, ROOFS),
                pick(random, DOORS),
                pick(random, LEAVES),
                weather == Weather.SNOW ? new Color(0xE9EEF2) : pick(random, new int[] {0x6F9A4B, 0x86A255, 0x5E8A48}),
                pick(random, COATS),
                new Color[] {new Color(CARS[car]), new Color(CARS[(car + 1 + random.nextInt(5)) % CARS.length])},
                weather,
                random.nextBoolean() && kind != SceneKind.SHOP, // The shop's name must stay readable.
                random.nextInt(60_000));
    }

    boolean overcast() {
        return weather != Weather.CLEAR;
    }

    private static Color pick(SplittableRandom random, int[] colors) {
        return new Color(colors[random.nextInt(colors.length)]);
    }
}
