package vedette.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HttpsAddressesTest {
    private final LanAddress portal = LanAddress.find("127.0.0.2");

    @Test
    void threeMoreAddresses_areThoseOfCamerasTurnAndMedia() {
        HttpsAddresses found = HttpsAddresses.parse("127.0.0.3, 127.0.0.4,127.0.0.5", portal);

        assertThat(found.devices().text()).isEqualTo("127.0.0.3");
        assertThat(found.turn().text()).isEqualTo("127.0.0.4");
        assertThat(found.media().text()).isEqualTo("127.0.0.5");
    }

    @Test
    void anotherNumber_orOneTwice_isToldApart() {
        for (String wrong : new String[] {"127.0.0.3", "127.0.0.3,127.0.0.4,127.0.0.4", "127.0.0.2,127.0.0.3,127.0.0.4"}) {
            assertThatThrownBy(() -> HttpsAddresses.parse(wrong, portal)).isInstanceOf(UserError.class).hasMessageContaining("found " + wrong);
        }
        assertThatThrownBy(() -> HttpsAddresses.parse("198.51.100.2,198.51.100.3,198.51.100.4", portal)).hasMessageContaining("does not hold");
    }
}
