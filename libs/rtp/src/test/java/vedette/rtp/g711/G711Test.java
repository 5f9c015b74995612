package vedette.rtp.g711;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ITU-T G.711 tables 1 and 2. */
class G711Test {
    @ParameterizedTest
    @EnumSource
    void everyCode_comesBack(G711 law) {
        for (int code = 0; code < 256; code++) {
            short sample = law.decode((byte) code);
            byte again = law.encode(sample);
            // The two zeros of µ-law are one value.
            if (law == G711.U_LAW && code == 0x7F) {
                assertThat(again).isEqualTo((byte) 0xFF);
            } else {
                assertThat(again).as("code %02x", code).isEqualTo((byte) code);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySample_isCodedAsTheNearestValueOfItsSegment(G711 law) {
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            int error = Math.abs(law.decode(law.encode((short) sample)) - sample);
            // Half a step of the segment: 1/32 of the magnitude and the offset at zero; clipping at the top.
            assertThat(error)
                    .as("sample %d", sample)
                    .isLessThanOrEqualTo(Math.abs(sample) / 32 + (Math.abs(sample) > 32_000 ? 650 : 9));
        }
    }

    // Extreme values and decision steps of tables 1a/1b (A-law) and 2a/2b (µ-law), scaled to 16 bits.
    @ParameterizedTest
    @CsvSource({
        "A_LAW, 0xD5, 8", "A_LAW, 0x55, -8", "A_LAW, 0xAA, 32256", "A_LAW, 0x2A, -32256", "A_LAW, 0x80, 5504",
                "A_LAW, 0xC5, 264",
        "U_LAW, 0xFF, 0", "U_LAW, 0x7F, 0", "U_LAW, 0x80, 32124", "U_LAW, 0x00, -32124", "U_LAW, 0xFE, 8",
                "U_LAW, 0xEF, 132",
    })
    void tableValues(G711 law, String code, short sample) {
        assertThat(law.decode(Integer.decode(code).byteValue())).isEqualTo(sample);
    }

    @Test
    void packetizationTime_givesSamples() {
        assertThat(G711.samplesPerPacket(20)).isEqualTo(160);
        assertThatThrownBy(() -> G711.samplesPerPacket(0)).hasMessageContaining("1..200 ms expected, found 0");
        assertThat(G711.A_LAW.packet(true, 5, 160, 1, new byte[160]).payloadType())
                .isEqualTo(8);
    }
}
