package vedette.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void allPortsMoveByTheSameDistance() {
        Ports ports = new Ports(8180);
        assertThat(ports.device()).isEqualTo(8544);
        assertThat(ports.internal("cmu")).isEqualTo(9201);
        assertThat(ports.publicFace("scu")).isEqualTo(9212);
        assertThat(ports.rtsp(2)).isEqualTo(8702);
        assertThat(ports.https()).isEqualTo(8543);
    }

    @Test
    void usedPort_isNamedWithAWayOut() throws Exception {
        Ports ports = new Ports(18_080);
        try (ServerSocket taken = new ServerSocket(ports.device(), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ports.requireFree(null, null))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()))
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void portOutOfRange_isRefused() {
        assertThatThrownBy(() -> new Ports(80)).isInstanceOf(UserError.class).hasMessageContaining("1024");
    }
}
