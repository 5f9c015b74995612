package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IceServerTest {
    @Test
    void urisOverUdpAreUsed() {
        assertThat(new IceServer("stun:stun.example.org", null, null).udp())
                .contains(new IceServer.Udp(false, "stun.example.org", 3478));
        assertThat(new IceServer("turn:192.0.2.3:3479?transport=udp", "u", "p").udp())
                .contains(new IceServer.Udp(true, "192.0.2.3", 3479));
        assertThat(new IceServer("turn:[2001:db8::1]:5000", "u", "p").udp())
                .contains(new IceServer.Udp(true, "2001:db8::1", 5000));
    }

    @Test
    void othersAreSkipped() {
        assertThat(new IceServer("turn:192.0.2.3?transport=tcp", "u", "p").udp()).isEmpty();
        assertThat(new IceServer("turns:192.0.2.3", "u", "p").udp()).isEmpty();
        assertThat(new IceServer("turn:192.0.2.3", null, null).udp()).isEmpty();
        assertThat(new IceServer("stun:192.0.2.3:99999", null, null).udp()).isEmpty();
        assertThat(new IceServer("http://192.0.2.3", null, null).udp()).isEmpty();
    }

    @Test
    void textHoldsNoSecret() {
        assertThat(new IceServer("turn:192.0.2.3", "user", "secret").toString()).doesNotContain("secret");
    }
}
