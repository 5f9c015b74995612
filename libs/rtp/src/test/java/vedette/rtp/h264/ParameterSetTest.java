package vedette.rtp.h264;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ITU-T H.264 §7.3.2.1.1 with parameter sets of common encoders and cameras. */
class ParameterSetTest {
    @ParameterizedTest
    @CsvSource({
        // ffmpeg libx264, baseline 3.1, 1280x720
        "Z0LAH9kAUAW7ARAAAAMAEAAAAwMg8YMkgA==, 42c01f, 1280, 720, false",
        // RFC 6184 §8.2.1 style example of an ONVIF camera, baseline without VUI
        "Z0IACpZTBYmI, 42000a, 176, 144, false",
    })
    void knownSets_areRead(String base64, String profileLevelId, int width, int height, boolean reorders)
            throws H264ParseException {
        var sps = SequenceParameterSet.parse(Base64.getDecoder().decode(base64));
        assertThat(sps.profileLevelId()).isEqualTo(profileLevelId);
        assertThat(sps.width()).isEqualTo(width);
        assertThat(sps.height()).isEqualTo(height);
        assertThat(sps.reordersFrames()).isEqualTo(reorders);
    }

    @Test
    void otherNalUnit_isRefused() {
        assertThatThrownBy(() -> SequenceParameterSet.parse(HexFormat.of().parseHex("68ce3c80")))
                .isInstanceOf(H264ParseException.class)
                .hasMessage("SPS (NAL unit type 7) expected, found type 8");
    }

    @Test
    void pictureParameterSet_isRead() throws H264ParseException {
        assertThat(PictureParameterSet.parse(HexFormat.of().parseHex("68ce3c80")))
                .isEqualTo(new PictureParameterSet(0, 0, false));
        assertThat(PictureParameterSet.parse(HexFormat.of().parseHex("68ebe3cb22c0")))
                .isEqualTo(new PictureParameterSet(0, 0, true));
    }

    @Test
    void anyBytes_throwNothingElse() {
        var random = new Random(7);
        var valid = Base64.getDecoder().decode("Z0LAH9kAUAW7ARAAAAMAEAAAAwMg8YMkgA==");
        for (int i = 0; i < 100_000; i++) {
            var bytes = i % 2 == 0
                    ? Arrays.copyOf(valid, 1 + random.nextInt(valid.length))
                    : new byte[1 + random.nextInt(60)];
            if (i % 2 == 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                random.nextBytes(bytes);
            }
            bytes[0] = (byte) (random.nextBoolean() ? 0x67 : 0x68);
            try {
                if (bytes[0] == 0x67) {
                    SequenceParameterSet.parse(bytes);
                } else {
                    PictureParameterSet.parse(bytes);
                }
            } catch (H264ParseException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }
}
