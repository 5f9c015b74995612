package vedette.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimecodeTest {

    private static final int[][] SIZES = {{352, 288}, {704, 576}, {1280, 720}, {176, 144}, {320, 180}, {640, 360}};

    @Test
    void drawnStrip_isReadBackAtEverySize() {
        Seeded.rounds(200, random -> {
            var timecode = new Timecode(random.nextLong() & 0xFFFFFFFFL, random.nextLong() & 0xFFFFFFFFFFFFL);
            int[] size = SIZES[random.nextInt(SIZES.length)];
            int stride = size[0] + random.nextInt(40);
            byte[] luma = new byte[stride * size[1]];
            random.nextBytes(luma);
            timecode.draw(luma, size[0], size[1], stride);
            assertThat(TimecodeReader.read(luma, size[0], size[1], stride)).contains(timecode);
        });
    }

    @ParameterizedTest
    @CsvSource({"352,288,320,262", "704,576,320,262", "1280,720,320,180", "1280,720,480,270", "352,288,161,132"})
    void scaledDown_isStillRead(int width, int height, int scaledWidth, int scaledHeight) {
        Seeded.rounds(50, random -> {
            var timecode = new Timecode(random.nextLong(), random.nextLong());
            byte[] luma = new byte[width * height];
            timecode.draw(luma, width, height, width);
            byte[] scaled = boxScale(luma, width, height, scaledWidth, scaledHeight);
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = (byte) Math.clamp((scaled[i] & 0xFF) + random.nextInt(-16, 17), 0, 255);
            }
            assertThat(TimecodeReader.read(scaled, scaledWidth, scaledHeight, scaledWidth))
                    .contains(timecode);
        });
    }

    @Test
    void wrongBit_isNotRead() {
        Seeded.rounds(100, random -> {
            byte[] luma = new byte[352 * 288];
            new Timecode(random.nextLong(), random.nextLong()).draw(luma, 352, 288, 352);
            int column = 6 + random.nextInt(32);
            int top = 288 - 8 * (1 + random.nextInt(3));
            for (int y = top; y < top + 8; y++) {
                for (int x = 8 * column; x < 8 * column + 8; x++) {
                    luma[y * 352 + x] = (byte) (251 - (luma[y * 352 + x] & 0xFF));
                }
            }
            assertThat(TimecodeReader.read(luma, 352, 288, 352)).isEmpty();
        });
    }

    @Test
    void pictureWithoutStrip_isNotRead() {
        byte[] grey = new byte[352 * 288];
        Arrays.fill(grey, (byte) 90);
        assertThat(TimecodeReader.read(grey, 352, 288, 352)).isEmpty();
        assertThat(TimecodeReader.read(new byte[64 * 64], 64, 64, 64)).isEmpty();
    }

    @Test
    void numbersWrapAt32And48Bits() {
        assertThat(new Timecode(0x1_0000_0005L, -1)).isEqualTo(new Timecode(5, 0xFFFF_FFFF_FFFFL));
    }

    private static byte[] boxScale(byte[] luma, int width, int height, int toWidth, int toHeight) {
        byte[] out = new byte[toWidth * toHeight];
        for (int y = 0; y < toHeight; y++) {
            for (int x = 0; x < toWidth; x++) {
                int sum = 0;
                int count = 0;
                for (int sy = y * height / toHeight; sy <= Math.min(height - 1, (y + 1) * height / toHeight); sy++) {
                    for (int sx = x * width / toWidth; sx <= Math.min(width - 1, (x + 1) * width / toWidth); sx++) {
                        sum += luma[sy * width + sx] & 0xFF;
                        count++;
                    }
                }
                out[y * toWidth + x] = (byte) (sum / count);
            }
        }
        return out;
    }
}
