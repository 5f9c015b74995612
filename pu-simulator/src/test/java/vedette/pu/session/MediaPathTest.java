package vedette.pu.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;
import vedette.webrtc.SelectedPair;

class MediaPathTest {
    private static MediaPath path(String local, String localType, String remote, String remoteType) {
        return MediaPath.of(
                new SelectedPair(
                        new InetSocketAddress(local, 5000), localType, new InetSocketAddress(remote, 6000), remoteType),
                address -> LocalNetworks.samePrefix(address, InetAddress.ofLiteral("192.168.1.5"), 24));
    }

    @Test
    @Covers("H6264-7.2-5b")
    void kinds_followTypesAndNetworks() {
        assertThat(path("192.168.1.5", "host", "192.168.1.9", "prflx").kind()).isEqualTo(MediaPath.LAN);
        assertThat(path("192.168.1.5", "host", "192.168.1.9", "host").kind()).isEqualTo(MediaPath.LAN);
        assertThat(path("192.168.1.5", "host", "10.9.8.7", "host").kind()).isEqualTo(MediaPath.LAN);
        assertThat(path("192.168.1.5", "host", "10.9.8.7", "prflx").kind())
                .as("a private address outside may be the far side of a carrier's NAT")
                .isEqualTo(MediaPath.PUNCHED);
        assertThat(path("192.168.1.5", "host", "203.0.113.7", "srflx").kind()).isEqualTo(MediaPath.PUNCHED);
        assertThat(path("192.168.1.5", "host", "203.0.113.7", "host").kind()).isEqualTo(MediaPath.PUNCHED);
        assertThat(path("203.0.113.1", "relay", "192.168.1.9", "prflx").kind()).isEqualTo(MediaPath.RELAYED);
        assertThat(path("192.168.1.5", "host", "203.0.113.1", "relay").kind()).isEqualTo(MediaPath.RELAYED);
        assertThat(path("127.0.0.1", "host", "127.0.0.1", "prflx").kind()).isEqualTo(MediaPath.LAN);
    }

    @Test
    void prefixes_areComparedBitByBit() throws Exception {
        InetAddress own = InetAddress.ofLiteral("10.0.2.200");
        assertThat(LocalNetworks.samePrefix(own, InetAddress.ofLiteral("10.0.2.129"), 25)).isTrue();
        assertThat(LocalNetworks.samePrefix(own, InetAddress.ofLiteral("10.0.2.127"), 25)).isFalse();
        assertThat(LocalNetworks.samePrefix(own, InetAddress.ofLiteral("fd00::1"), 25)).isFalse();
        assertThat(LocalNetworks.contains(InetAddress.getLoopbackAddress())).isTrue();
    }
}
