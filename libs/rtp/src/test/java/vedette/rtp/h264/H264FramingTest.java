package vedette.rtp.h264;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** ITU-T H.264 annex B, ISO/IEC 14496-15 §5.3.3, RFC 6184 §8.1. */
class H264FramingTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SPS = HEX.parseHex("6742000a965305898800".substring(0, 18));
    private static final byte[] PPS = HEX.parseHex("68ce3c80");

    @Test
    void byteStream_isSplitAtBothStartCodes() {
        var units = AnnexB.split(
                HEX.parseHex("ffff" + "00000001" + "6742" + "000001" + "6801" + "00000001" + "650000030100" + "00"));
        assertThat(units).hasSize(3);
        assertThat(units.get(0)).isEqualTo(HEX.parseHex("6742"));
        assertThat(units.get(1)).isEqualTo(HEX.parseHex("6801"));
        assertThat(units.get(2)).isEqualTo(HEX.parseHex("6500000301"));
        assertThat(AnnexB.split(AnnexB.join(units))).hasSize(3);
        assertThat(AnnexB.split(new byte[0])).isEmpty();
    }

    @Test
    void pictures_beginAtDelimiterParameterSetOrFirstSlice() {
        byte[] firstSlice = {0x65, (byte) 0x88};
        byte[] nextSlice = {0x65, 0x40};
        byte[] inter = {0x41, (byte) 0x9A};
        var pictures = AnnexB.pictures(List.of(SPS, PPS, firstSlice, nextSlice, inter, inter, SPS, firstSlice));
        assertThat(pictures).extracting(List::size).containsExactly(4, 1, 1, 2);
        var units = AnnexB.accessUnits(AnnexB.join(List.of(SPS, PPS, firstSlice, inter)), 3600);
        assertThat(units).extracting(AccessUnit::idr).containsExactly(true, false);
        assertThat(units).extracting(AccessUnit::pts90k).containsExactly(0L, 3600L);
        assertThat(units.getFirst().first(NalUnits.PPS)).hasValue(PPS);
    }

    @Test
    void samples_comeBack() throws H264ParseException {
        var sample = Avcc.join(List.of(SPS, PPS));
        assertThat(Avcc.split(sample, 4)).containsExactly(SPS, PPS);
        assertThat(Avcc.split(new byte[] {0, 2, 1, 2, 0, 0, 0, 1, 5}, 2))
                .containsExactly(new byte[] {1, 2}, new byte[] {5});
        assertThatThrownBy(() -> Avcc.split(new byte[] {0, 9, 1}, 2))
                .hasMessage("NAL unit of 9 bytes announced at byte 2, found 1");
        assertThatThrownBy(() -> Avcc.split(new byte[] {(byte) 0xFF, -1, -1, -1}, 4))
                .isInstanceOf(H264ParseException.class);
    }

    @Test
    void anySample_throwsNothingElse() {
        var random = new Random(2);
        for (int i = 0; i < 100_000; i++) {
            var bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            AnnexB.accessUnits(bytes, 1);
            try {
                Avcc.split(bytes, 1 << random.nextInt(3));
            } catch (H264ParseException expected) {
                assertThat(expected.getMessage()).contains("found");
            }
        }
    }

    @Test
    void parameters_comeBack() throws H264ParseException {
        var fmtp = H264Fmtp.of(SPS, PPS);
        assertThat(fmtp.format())
                .isEqualTo("packetization-mode=1;profile-level-id=42000a;sprop-parameter-sets=Z0IACpZTBYmI,aM48gA==");
        var again = H264Fmtp.parse(fmtp.format());
        assertThat(again.parameterSets()).containsExactly(SPS, PPS);
        assertThat(again.profileLevelId()).isEqualTo("42000a");
        assertThat(again.packetizationMode()).isEqualTo(1);
    }

    @Test
    void parametersOfCameras_areReadLeniently() {
        var fmtp =
                H264Fmtp.parse(" Profile-Level-ID=42E01F; packetization-mode=7 ;sprop-parameter-sets=,!!!,aM48gA==;x");
        assertThat(fmtp.profileLevelId()).isEqualTo("42e01f");
        assertThat(fmtp.packetizationMode()).isZero();
        assertThat(fmtp.parameterSets()).containsExactly(PPS);
    }
}
