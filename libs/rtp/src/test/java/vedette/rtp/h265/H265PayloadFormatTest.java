package vedette.rtp.h265;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import vedette.rtp.RtpPacket;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Depacketizer.Output;
import vedette.testkit.Seeded;

/** The RTP payload format of H.265 (RFC 7798 §4). */
class H265PayloadFormatTest {
    /** 320x240, main profile, by x265. */
    private static final byte[] SPS = HexFormat.of()
            .parseHex("42010101600000030090000003000003003ca00a080f165959a4932bc05a020000030002000003003210");

    private static byte[] nalUnit(int type, int length, int firstByte) {
        var unit = new byte[length];
        unit[0] = (byte) (type << 1);
        unit[1] = 1;
        unit[2] = (byte) firstByte;
        return unit;
    }

    private static final AccessUnit PICTURE = new AccessUnit(
            9000, true, List.of(nalUnit(32, 24, 1), nalUnit(33, 40, 1), nalUnit(34, 8, 1), nalUnit(19, 5000, 0x80)));

    @Test
    void accessUnit_survives() {
        var packets = new H265Packetizer(96, 1, 65_534, 0, 1200).packetize(PICTURE);
        assertThat(packets).hasSize(3 + 5);
        assertThat(packets.getLast().marker()).isTrue();
        var out = push(new H265Depacketizer(), packets);
        assertThat(out).singleElement().isInstanceOfSatisfying(Output.Complete.class, c -> {
            assertThat(c.accessUnit().idr()).isTrue();
            assertThat(c.accessUnit().nalUnits()).usingRecursiveComparison().isEqualTo(PICTURE.nalUnits());
        });
    }

    @Test
    void aggregationPacket_isTakenApart() {
        byte[] payload = HexFormat.of().parseHex("6001" + "0003" + "460150" + "0004" + "2601af00");
        var out = push(new H265Depacketizer(), List.of(RtpPacket.of(96, true, 0, 0, 1, payload)));
        assertThat(out).singleElement().isInstanceOfSatisfying(Output.Complete.class, c -> assertThat(
                        c.accessUnit().nalUnits())
                .hasSize(2));
    }

    @Test
    void lostPacket_damagesItsAccessUnitOnly() {
        var packetizer = new H265Packetizer(96, 1, 0, 0, 1200);
        var first = new ArrayList<>(packetizer.packetize(PICTURE));
        var second = packetizer.packetize(new AccessUnit(12_600, true, PICTURE.nalUnits()));
        first.remove(5);
        var depacketizer = new H265Depacketizer();
        assertThat(push(depacketizer, first)).singleElement().isInstanceOf(Output.Damaged.class);
        assertThat(push(depacketizer, second)).singleElement().isInstanceOf(Output.Complete.class);
    }

    @Test
    void anyPayload_neverThrows() {
        Seeded.rounds(5_000, random -> {
            var depacketizer = new H265Depacketizer(4096);
            for (int i = 0; i < 10; i++) {
                var payload = new byte[random.nextInt(64)];
                random.nextBytes(payload);
                depacketizer.push(RtpPacket.of(96, random.nextBoolean(), i + random.nextInt(2), random.nextInt(3), 1, payload));
            }
        });
    }

    @Test
    void otherNalUnits_areNoParameterSets() {
        assertThatExceptionOfType(H265ParseException.class)
                .isThrownBy(() -> H265SequenceParameterSet.parse(nalUnit(34, 8, 1)))
                .withMessage("SPS (NAL unit type 33) expected, found type 34");
        Seeded.rounds(5_000, random -> {
            var bytes = SPS.clone();
            bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
            try {
                H265SequenceParameterSet.parse(bytes);
            } catch (H265ParseException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void parameterSet_isDescribed() throws H265ParseException {
        var sps = H265SequenceParameterSet.parse(SPS);
        assertThat(sps.width() + "x" + sps.height()).isEqualTo("320x240");
        assertThat(sps.rfc6381Codec()).isEqualTo("hvc1.1.6.L60.90");
        assertThat(sps.reorderFramesMax()).isBetween(1, 3);
    }

    @Test
    void parameterSets_surviveTheDescription() {
        var fmtp = new H265Fmtp(List.of(nalUnit(32, 4, 1), nalUnit(33, 5, 1), nalUnit(34, 6, 1)));
        assertThat(H265Fmtp.parse("profile-id=1;" + fmtp.format() + ";sprop-max-don-diff=0").parameterSets())
                .usingRecursiveComparison()
                .isEqualTo(fmtp.parameterSets());
    }

    private static List<Output> push(H265Depacketizer depacketizer, List<RtpPacket> packets) {
        return packets.stream().flatMap(p -> depacketizer.push(p).stream()).toList();
    }
}
