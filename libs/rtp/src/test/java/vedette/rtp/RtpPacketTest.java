package vedette.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vedette.rtp.RtpHeaderExtension.Element;

/** RFC 3550 §5, RFC 8285 §4. */
class RtpPacketTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void packetWithExtensionCsrcAndPadding_isRead() throws RtpParseException {
        var packet = RtpPacket.parse(HEX.parseHex(
                "b1e0fffe" + "80000001" + "deadbeef" + "00000007" + "bede0001" + "10aa2200" + "0102030405" + "000003"));
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.marker()).isTrue();
        assertThat(packet.sequenceNumber()).isEqualTo(0xFFFE);
        assertThat(packet.timestamp()).isEqualTo(0x8000_0001L);
        assertThat(packet.ssrc()).isEqualTo(0xDEAD_BEEFL);
        assertThat(packet.csrcs()).containsExactly(7L);
        assertThat(packet.payload()).containsExactly(1, 2, 3, 4, 5);
        assertThat(packet.extension()).isNotNull();
        assertThat(packet.extension().element(1)).hasValue(new byte[] {(byte) 0xAA});
    }

    @Test
    void anyPacket_comesBack() throws RtpParseException {
        var random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            var csrcs = random.longs(random.nextInt(16), 0, 1L << 32).boxed().toList();
            var elements = new ArrayList<Element>();
            for (int id = 1; id <= random.nextInt(15); id++) {
                var value = new byte[1 + random.nextInt(16)];
                random.nextBytes(value);
                elements.add(new Element(id, value));
            }
            var payload = new byte[random.nextInt(1400)];
            random.nextBytes(payload);
            var extension = random.nextBoolean() ? RtpHeaderExtension.oneByte(elements) : null;
            var packet = new RtpPacket(
                    random.nextInt(128),
                    random.nextBoolean(),
                    random.nextInt(65_536),
                    random.nextLong(1L << 32),
                    random.nextLong(1L << 32),
                    csrcs,
                    extension,
                    payload);

            var again = RtpPacket.parse(packet.encode());

            assertThat(again).isEqualTo(packet).hasSameHashCodeAs(packet);
            if (extension != null) {
                assertThat(again.extension()).isNotNull();
                assertThat(again.extension().elements()).isEqualTo(elements);
            }
        }
    }

    @Test
    void damagedPackets_sayWhereAndWhat() {
        assertThatThrownBy(() -> RtpPacket.parse(new byte[11]))
                .isInstanceOf(RtpParseException.class)
                .hasMessage("RTP packet: at least 12 bytes expected, found 11 (byte offset 0)");
        assertThatThrownBy(() -> RtpPacket.parse(new byte[12])).hasMessageContaining("version 2 expected, found 0");
        assertThatThrownBy(() -> RtpPacket.parse(HEX.parseHex("a0600000" + "00000000" + "00000000" + "09")))
                .hasMessageContaining("padding of 1..1 bytes expected, found 9");
        assertThatThrownBy(() -> RtpPacket.parse(HEX.parseHex("90600000" + "00000000" + "00000000" + "bede0009")))
                .hasMessageContaining("9 words announced, found 0 bytes");
    }

    @Test
    void anyBytes_throwNothingElse() {
        var random = new Random(12);
        for (int i = 0; i < 200_000; i++) {
            var bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) (0x80 | bytes[0] & 0x3F);
            }
            try {
                var packet = RtpPacket.parse(bytes);
                if (packet.extension() != null) {
                    packet.extension().elements();
                }
            } catch (RtpParseException expected) {
                assertThat(expected.offset()).isLessThanOrEqualTo(bytes.length);
            }
            try {
                Rtcp.parse(bytes);
            } catch (RtpParseException expected) {
                assertThat(expected.offset()).isLessThanOrEqualTo(bytes.length);
            }
        }
    }

    @Test
    void twoByteExtension_isRead() {
        var extension = new RtpHeaderExtension(0x1000, new byte[] {5, 0, 6, 2, 9, 9, 0, 0});
        assertThat(extension.elements()).isEqualTo(List.of(new Element(5, new byte[0]), new Element(6, new byte[] {9, 9
        })));
    }

    @Test
    void sequenceAndTimestamp_followWrapsAndReordering() {
        var sequence = new SequenceExtender();
        long first = sequence.extend(65_534);
        assertThat(sequence.extend(65_535) - first).isEqualTo(1);
        assertThat(sequence.extend(1) - first).isEqualTo(3);
        assertThat(sequence.extend(0) - first).isEqualTo(2);
        assertThat(sequence.highest() - first).isEqualTo(3);
        var timestamp = new TimestampExtender();
        assertThat(timestamp.extend(0xFFFF_FF00L)).isEqualTo(0xFFFF_FF00L);
        assertThat(timestamp.extend(0x10)).isEqualTo(0x1_0000_0010L);
        assertThat(timestamp.extend(0xFFFF_FFF0L)).isEqualTo(0xFFFF_FFF0L);
    }

    @Test
    void rtpTime_convertsBetweenClockRates() {
        var time = new RtpTimestamp(90_000L * 3600 + 45_000, 90_000);
        assertThat(time.at(8000).extended()).isEqualTo(8000L * 3600 + 4000);
        assertThat(time.plus(9).nanosSince(time)).isEqualTo(100_000);
        assertThat(new RtpTimestamp(0x1_0000_0005L, 90_000).wire()).isEqualTo(5);
    }

    @Test
    void rtcpOnOnePort_isToldApart() {
        assertThat(RtpPacket.isRtcp((byte) 200)).isTrue();
        assertThat(RtpPacket.isRtcp((byte) (0x80 | 96))).isFalse();
        assertThat(Arrays.asList(201, 202, 203, 205, 206)).allMatch(t -> RtpPacket.isRtcp(t.byteValue()));
    }
}
