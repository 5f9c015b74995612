package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CmuStartIT {
    private final CmuServer cmu = CmuServer.shared();

    @Test
    void startsAndTellsWhatItIs() {
        Answer platform = cmu.call("GET", "/cmu/v1/platform", null, null).expect(200);
        assertThat(platform.get("approval")).isEqualTo("manual");
        assertThat(platform.get("bootstrap_pin")).hasSize(43);
        assertThat(platform.body().path("quickstart").asBoolean()).isTrue();
    }
}
