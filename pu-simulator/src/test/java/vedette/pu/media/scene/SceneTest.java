package vedette.pu.media.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vedette.testkit.Covers;
import vedette.testkit.Timecode;
import vedette.testkit.TimecodeReader;

class SceneTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest
    @EnumSource(SceneKind.class)
    @Covers("H6264-6.3.1-7")
    void lampFlashesAtTheStartOfEachSecond_andTheTimecodeIsReadable(SceneKind kind) {
        var scene = scene(kind, 3, 704, 576);
        var picture = new I420(704, 576);
        for (int millis = 5_000; millis < 6_000; millis += 40) {
            scene.draw(picture, millis, millis, NOON.plusMillis(millis));
            int lamp = picture.y[(int) (Scene.LAMP_Y * 576) * 704 + (int) (Scene.LAMP_X * 704)] & 0xFF;
            if (millis % 1000 < Scene.FLASH_MILLIS) {
                assertThat(lamp).isGreaterThan(220);
            } else {
                assertThat(lamp).isLessThan(90);
            }
            assertThat(TimecodeReader.read(picture.y, 704, 576, 704))
                    .contains(new Timecode(millis, NOON.toEpochMilli() + millis));
        }
    }

    @Test
    void camerasOfDifferentSeeds_lookDifferent_andThePictureMoves() {
        var first = drawn(scene(SceneKind.YARD, 1, 352, 288), 0);
        var second = drawn(scene(SceneKind.YARD, 2, 352, 288), 0);
        assertThat(different(first.y, second.y)).isGreaterThan(first.y.length / 4);
        var scene = scene(SceneKind.YARD, 1, 352, 288);
        byte[] before = drawn(scene, 0).y.clone();
        assertThat(different(before, drawn(scene, 3_000).y)).isGreaterThan(300);
    }

    @Test
    void lightFollowsTheHour() {
        double noon = mean(drawnAt(NOON));
        double night = mean(drawnAt(Instant.parse("2026-06-01T23:30:00Z")));
        assertThat(noon).isGreaterThan(night + 30);
        assertThat(Light.at(NOON.atZone(ZoneId.of("UTC"))))
                .isEqualTo(Light.at(NOON.plusSeconds(60).atZone(ZoneId.of("UTC"))));
    }

    private static I420 drawnAt(Instant time) {
        var picture = new I420(352, 288);
        scene(SceneKind.SHOP, 5, 352, 288).draw(picture, 0, 0, time);
        return picture;
    }

    private static Scene scene(SceneKind kind, long seed, int width, int height) {
        return new Scene("Camera 1", kind, seed, ZoneId.of("UTC"), width, height, Runnable::run);
    }

    private static I420 drawn(Scene scene, long millis) {
        var picture = new I420(352, 288);
        scene.draw(picture, 0, millis, NOON);
        return picture;
    }

    private static int different(byte[] a, byte[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF)) > 6 ? 1 : 0;
        }
        return count;
    }

    private static double mean(I420 picture) {
        byte[] scene = Arrays.copyOf(picture.y, Timecode.stripTop(288) * 352);
        long sum = 0;
        for (byte b : scene) {
            sum += b & 0xFF;
        }
        return (double) sum / scene.length;
    }
}
