package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IceServerTest {
    @Test
    void urisThatAreUsed() {
        assertThat(new IceServer("stun:stun.example.org", null, null).endpoint())
                .contains(new IceServer.Endpoint(IceServer.Way.STUN_UDP, "stun.example.org", 3478));
        assertThat(new IceServer("turn:192.0.2.3:3479?transport=udp", "u", "p").endpoint())
                .contains(new IceServer.Endpoint(IceServer.Way.TURN_UDP, "192.0.2.3", 3479));
        assertThat(new IceServer("turn:[2001:db8::1]:5000", "u", "p").endpoint())
                .contains(new IceServer.Endpoint(IceServer.Way.TURN_UDP, "2001:db8::1", 5000));
        assertThat(new IceServer("turn:192.0.2.3?transport=tcp", "u", "p").endpoint())
                .contains(new IceServer.Endpoint(IceServer.Way.TURN_TCP, "192.0.2.3", 3478));
        assertThat(new IceServer("turns:media.example.org", "u", "p").endpoint())
                .contains(new IceServer.Endpoint(IceServer.Way.TURN_TLS, "media.example.org", 5349));
    }

    @Test
    void othersAreSkipped() {
        assertThat(new IceServer("turns:192.0.2.3?transport=udp", "u", "p").endpoint()).isEmpty();
        assertThat(new IceServer("stun:192.0.2.3?transport=tcp", null, null).endpoint()).isEmpty();
        assertThat(new IceServer("turn:192.0.2.3", null, null).endpoint()).isEmpty();
        assertThat(new IceServer("stun:192.0.2.3:99999", null, null).endpoint()).isEmpty();
        assertThat(new IceServer("http://192.0.2.3", null, null).endpoint()).isEmpty();
    }

    @Test
    void textHoldsNoSecret() {
        assertThat(new IceServer("turn:192.0.2.3", "user", "secret").toString()).doesNotContain("secret");
    }
}
