package vedette.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void outputAndErrors_areCaptured() {
        var result = Processes.run(LIMIT, "sh", "-c", "echo out; echo err >&2");
        assertThat(result.text()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
    }

    @Test
    void failure_carriesTheToolsMessage() {
        assertThatThrownBy(() -> Processes.run(LIMIT, "sh", "-c", "echo no such camera >&2; exit 3"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended with 3")
                .hasMessageContaining("no such camera");
    }

    @Test
    void timeLimit_killsTheProcess() throws Exception {
        try (var process = Processes.start("sleep", "60")) {
            assertThatThrownBy(() -> process.await(Duration.ofMillis(50))).hasMessageContaining("still ran");
            assertThat(process.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void ports_areFreeAndDifferent() {
        assertThat(FreePorts.tcp()).isNotEqualTo(FreePorts.tcp());
        assertThat(FreePorts.udpPair() % 2).isZero();
    }
}
