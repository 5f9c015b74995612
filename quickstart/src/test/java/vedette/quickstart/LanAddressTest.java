package vedette.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanAddressTest {
    private static LanAddress.Candidate on(String name, String address) {
        try {
            return new LanAddress.Candidate((Inet4Address) InetAddress.getByName(address), name, name.equals("bridge0"));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void firstAddressOfARealNetwork_isTaken() {
        LanAddress found = LanAddress.pick(List.of(
                on("lo", "127.0.0.1"), on("docker0", "172.17.0.1"), on("br-4f2a", "172.18.0.1"), on("bridge0", "10.0.3.1"),
                on("veth12", "10.1.0.1"), on("wg0", "10.8.0.2"), on("usb0", "169.254.7.7"), on("wlp3s0", "192.168.1.20"), on("eth1", "10.0.0.5")));

        assertThat(found.text()).isEqualTo("192.168.1.20");
        assertThat(found.interfaceName()).isEqualTo("wlp3s0");
    }

    @Test
    void addressOfTheInternet_isUsedOnlyWhenNamed() {
        List<LanAddress.Candidate> server = List.of(on("lo", "127.0.0.1"), on("eth0", "8.8.4.4"));

        assertThatThrownBy(() -> LanAddress.pick(server)).isInstanceOf(UserError.class).hasMessageContaining("--address 8.8.4.4");
        assertThat(LanAddress.named("8.8.4.4", server).interfaceName()).isEqualTo("eth0");
    }

    @Test
    void noNetwork_isSaidWithWhatWasSeen() {
        assertThatThrownBy(() -> LanAddress.pick(List.of(on("lo", "127.0.0.1"), on("docker0", "172.17.0.1"))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("docker0 172.17.0.1")
                .hasMessageContaining("--address");
    }

    @Test
    void addressOfAnotherMachine_isRefused() {
        assertThatThrownBy(() -> LanAddress.named("192.168.1.99", List.of(on("lo", "127.0.0.1"), on("eth0", "192.168.1.20"))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not hold")
                .hasMessageContaining("192.168.1.20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "localhost", "::1", "1.2.3", "300.1.1.1", ""})
    void whatIsNotOneAddress_isRefused(String asked) {
        assertThatThrownBy(() -> LanAddress.named(asked, List.of(on("lo", "127.0.0.1"))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("192.168.1.20");
    }

    @Test
    void loopbackIsWholeEightNetwork() {
        assertThat(LanAddress.named("127.0.0.2", List.of(on("lo", "127.0.0.1"))).text()).isEqualTo("127.0.0.2");
    }
}
