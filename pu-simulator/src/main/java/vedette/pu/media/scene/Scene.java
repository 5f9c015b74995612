package vedette.pu.media.scene;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import vedette.testkit.Timecode;

/**
 * A synthetic camera's view at one size: draws any moment of it, with name, clock, flashing lamp and timecode. The
 * backdrop follows the time of day and is repainted in the background. One thread draws.
 */
public final class Scene {

    /** The lamp shines, and the beep sounds, this long from the start of each second. */
    public static final int FLASH_MILLIS = 120;
    /** Horizontal centre of the flashing lamp, as a share of the width; its radius is 1/24 of the height. */
    public static final double LAMP_X = 0.94;
    /** Vertical centre of the flashing lamp, as a share of the height. */
    public static final double LAMP_Y = Stage.LAMP_Y / Stage.UNITS;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final String name;
    private final SceneKind kind;
    private final Look look;
    private final ZoneId zone;
    private final int width;
    private final int height;
    private final Executor painter;
    private @Nullable Stage stage;
    private @Nullable CompletableFuture<Stage> next;

    /**
     * Describes the view; painting begins with the first frame or {@link #prepare}.
     *
     * @param name shown in the picture, up to 40 characters
     * @param seed decides colours, weather and places
     * @param zone time zone of the clock and of the light
     * @param painter runs the repainting of a backdrop, some 10 ms of work a few times per hour
     */
    public Scene(String name, SceneKind kind, long seed, ZoneId zone, int width, int height, Executor painter) {
        this.name = name;
        this.kind = kind;
        this.look = Look.of(seed, kind);
        this.zone = zone;
        this.width = width;
        this.height = height;
        this.painter = painter;
    }

    static {
        // Drawing needs no screen; without this a stray DISPLAY variable would make Java look for one.
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
    }

    /** Begins painting the backdrop, so that the first frame comes sooner. */
    public void prepare(Instant at) {
        if (stage == null && next == null) {
            next = paint(Light.at(at.atZone(zone)));
        }
    }

    /**
     * Draws one frame.
     *
     * @param frame frame number for the timecode
     * @param sceneMillis time on the media time line, milliseconds; movements and the flash follow it
     * @param capture wall time now: clock, light and timecode show it
     */
    public void draw(I420 target, long frame, long sceneMillis, Instant capture) {
        ZonedDateTime local = capture.atZone(zone);
        boolean flash = Math.floorMod(sceneMillis, 1000L) < FLASH_MILLIS;
        stage(Light.at(local)).draw(target, sceneMillis / 1000.0, flash, name, CLOCK.format(local));
        new Timecode(frame, capture.toEpochMilli()).draw(target.y, width, height, width);
    }

    private Stage stage(Light light) {
        if (stage == null) {
            // Not painted yet: other cameras may be before this one, and a viewer waits.
            boolean ready = next != null && (next.isDone() || !next.cancel(false));
            stage = ready && next != null ? next.join() : new Stage(kind, look, light, width, height);
            next = null;
        } else if (next != null && next.isDone()) {
            stage = next.join();
            next = null;
        } else if (next == null && !stage.light().equals(light)) {
            next = paint(light);
        }
        return stage;
    }

    private CompletableFuture<Stage> paint(Light light) {
        return CompletableFuture.supplyAsync(() -> new Stage(kind, look, light, width, height), painter);
    }
}
