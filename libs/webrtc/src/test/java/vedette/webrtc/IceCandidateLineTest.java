package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateLineTest {
    @Test
    void browsersLineIsRead() {
        IceCandidateLine line = IceCandidateLine.parse(
                        "candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx raddr 0.0.0.0 rport 0"
                                + " generation 0 ufrag JFoR network-cost 999",
                        false)
                .orElseThrow();

        assertThat(line.foundation()).isEqualTo("842163049");
        assertThat(line.priority()).isEqualTo(1677729535);
        assertThat(line.address()).isEqualTo(new InetSocketAddress("203.0.113.9", 46154));
        assertThat(line.type()).isEqualTo("srflx");
    }

    @Test
    void formatIsReadAgain() {
        String text = "candidate:2 1 udp 1677729535 2001:db8::7 46154 typ relay raddr 192.0.2.1 rport 9";
        IceCandidateLine line = new IceCandidateLine(
                "2",
                1677729535,
                new InetSocketAddress("2001:db8::7", 46154),
                "relay",
                new InetSocketAddress("192.0.2.1", 9));
        assertThat(line.format()).isEqualTo(text.replace("2001:db8::7", "2001:db8:0:0:0:0:0:7"));
        assertThat(IceCandidateLine.parse("a=" + line.format(), false)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "candidate:1 1 udp 2122260223 3b1d9f4e-0d6c-4a52-8f2e-1a2b3c4d5e6f.local 50000 typ host",
                "candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active",
                "candidate:1 2 udp 2122260223 192.0.2.7 50000 typ host",
                "candidate:1 1 udp 2122260223 127.0.0.1 50000 typ host",
                "candidate:1 1 udp 2122260223 ::1 50000 typ host",
                "candidate:1 1 udp 2122260223 169.254.169.254 80 typ host",
                "candidate:1 1 udp 2122260223 224.0.0.1 50000 typ host",
                "candidate:1 1 udp 2122260223 0.0.0.0 50000 typ host",
                "candidate:1 1 udp 2122260223 example.com 50000 typ host",
                "candidate:1 1 udp 2122260223 192.0.2.7 0 typ host",
                "candidate:1 1 udp 0 192.0.2.7 50000 typ host",
                "candidate:1 1 udp 2122260223 192.0.2.7 50000 typ other"
            })
    void uselessOrForbiddenIsSkipped(String line) {
        assertThat(IceCandidateLine.parse(line, false)).isEmpty();
    }

    @Test
    void loopbackIsForLoopbackSessionsOnly() {
        assertThat(IceCandidateLine.parse("candidate:1 1 udp 2122260223 127.0.0.1 50000 typ host", true)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "candidate:1 1 udp",
                "candidate:1 1 udp x 192.0.2.7 50000 typ host",
                "candidate:1 1 udp 1 192.0.2.7 99999999999 typ host",
                "candidate:1 1 udp 1 192.0.2.7 50000 host typ"
            })
    void otherTextIsAnError(String line) {
        assertThatThrownBy(() -> IceCandidateLine.parse(line, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void longLineIsAnError() {
        assertThatThrownBy(() -> IceCandidateLine.parse("candidate:" + "1".repeat(600), false))
                .hasMessageContaining("at most 512");
    }
}
