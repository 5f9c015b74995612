package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import vedette.rtp.h264.AccessUnit;

class VideoPacketsTest {
    private static final byte[] SPS = {0x67, 0x42, 1};
    private static final byte[] PPS = {0x68, 1};
    private static final byte[] AUD = {0x09, 0x10};
    private static final byte[] SEI = {0x06, 5, 1, 1};
    private final VideoPackets packets = new VideoPackets();

    private List<Pacer.Item> cut(boolean idr, byte[]... units) {
        return packets.cut(new AccessUnit(0, idr, List.of(units)), Instant.EPOCH);
    }

    private static byte[] slice(int type, int length) {
        byte[] unit = new byte[length];
        unit[0] = (byte) type;
        return unit;
    }

    @Test
    void idrHasItsParameterSetsInAStapA() {
        List<Pacer.Item> items = cut(true, AUD, SEI, SPS, PPS, slice(0x65, 100));
        assertThat(items).hasSize(2);
        assertThat(items.getFirst().payload()).containsExactly(0x78, 0, 3, 0x67, 0x42, 1, 0, 2, 0x68, 1);
        assertThat(items.getFirst().marker()).isFalse();
        assertThat(items.getLast().marker()).isTrue();
    }

    @Test
    void laterIdrWithoutThemGetsTheKnownOnes() {
        cut(true, SPS, PPS, slice(0x65, 10));
        List<Pacer.Item> items = cut(true, slice(0x65, 10));
        assertThat(items.getFirst().payload()[0] & 0x1F).isEqualTo(24);
    }

    @Test
    void otherPicturesAreSentAlone() {
        cut(true, SPS, PPS, slice(0x65, 10));
        assertThat(cut(false, AUD, slice(0x41, 10))).hasSize(1);
    }

    @Test
    void largeSlicesAreFragmentedBelowTheLimit() {
        List<Pacer.Item> items = cut(false, slice(0x41, 100_000));
        assertThat(items).hasSizeGreaterThan(80);
        assertThat(items).allSatisfy(
                item -> assertThat(item.payload().length).isLessThanOrEqualTo(VideoPackets.PAYLOAD_BYTES_MAX));
        assertThat(items.stream().filter(Pacer.Item::marker)).hasSize(1);
    }

    @Test
    void parameterSetsAloneAreKeptForTheNextIdr() {
        assertThat(cut(false, SPS, PPS)).isEmpty();
        assertThat(cut(true, slice(0x65, 10))).hasSize(2);
    }
}
