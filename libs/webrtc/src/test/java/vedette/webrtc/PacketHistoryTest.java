package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketHistoryTest {
    private static final long MILLIS = 1_000_000;
    private final PacketHistory history = new PacketHistory();

    @Test
    void packetIsSentAgainAtOnce_thenNotTooOften() {
        byte[] packet = {1};
        history.add(65_535, packet, 0);

        assertThat(history.resend(65_535, 1)).isSameAs(packet);
        assertThat(history.resend(65_535, 5 * MILLIS)).isNull();
        assertThat(history.resend(65_535, 12 * MILLIS)).isSameAs(packet);
    }

    @Test
    void resendsAreCounted() {
        history.add(1, new byte[1], 0);
        int sent = 0;
        for (int i = 1; i <= 100; i++) {
            sent += history.resend(1, i * 20 * MILLIS) == null ? 0 : 1;
        }
        assertThat(sent).isEqualTo(PacketHistory.RESENDS_MAX);
        assertThat(history.contains(1)).isTrue();
    }

    @Test
    void oldPacketsGiveWay() {
        for (int i = 0; i < PacketHistory.CAPACITY + 1; i++) {
            history.add(i, new byte[] {(byte) i}, 0);
        }
        assertThat(history.contains(0)).isFalse();
        assertThat(history.resend(0, MILLIS)).isNull();
        assertThat(history.resend(1, MILLIS)).containsExactly(1);
        assertThat(history.resend(PacketHistory.CAPACITY, MILLIS)).isNotNull();
    }

    @Test
    void neverSentIsNotThere() {
        assertThat(history.contains(0)).isFalse();
        assertThat(history.resend(0, 0)).isNull();
    }
}
