package vedette.cmu.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vedette.contracts.flow.FlowEvent;

class FlowStepsTest {
    private static FlowEvent event(String id, String step, String status, String cause) {
        return new FlowEvent(id, "8.4", "flw_x", step, "a", "b", "m", status, cause, id, 0, Instant.EPOCH, null);
    }

    private static List<FlowEvent> chain(int steps) {
        List<FlowEvent> events = new ArrayList<>();
        for (int i = 1; i <= steps; i++) {
            events.add(event("e" + i, "S" + i, "ok", i == 1 ? null : "e" + (i - 1)));
        }
        return events;
    }

    @Test
    void ordersByCauseWhateverTheOrderOfArrival() {
        List<FlowEvent> expected = chain(10);
        for (int seed = 0; seed < 20; seed++) {
            List<FlowEvent> shuffled = new ArrayList<>(expected);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(FlowSteps.byCause(shuffled)).isEqualTo(expected);
        }
    }

    @Test
    void eventsWithoutKnownCauseAndCirclesAreKept() {
        List<FlowEvent> odd = List.of(
                event("a", "S5", "ok", "never-seen"),
                event("b", "S6", "ok", "c"),
                event("c", "S7", "ok", "b"),
                event("d", "S1", "ok", "d"));
        assertThat(FlowSteps.byCause(odd)).hasSameElementsAs(odd).hasSize(4);
        assertThat(FlowSteps.byCause(odd).getFirst().step()).isEqualTo("S1");
    }

    @Test
    void judgesHowFarARunGot() {
        assertThat(FlowSteps.judge("8.4", chain(10), false).outcome()).isEqualTo(FlowSteps.Outcome.OK);
        assertThat(FlowSteps.judge("8.4", chain(5), false).outcome()).isEqualTo(FlowSteps.Outcome.RUNNING);
        assertThat(FlowSteps.judge("8.4", chain(5), true))
                .isEqualTo(new FlowSteps.Verdict(FlowSteps.Outcome.INCOMPLETE, "S6", "missing"));
        List<FlowEvent> failed = chain(6);
        failed.add(event("e7", "S7", "token-wrong", "e6"));
        assertThat(FlowSteps.judge("8.4", failed, false))
                .isEqualTo(new FlowSteps.Verdict(FlowSteps.Outcome.FAILED, "S7", "token-wrong"));
        List<FlowEvent> nativeClient = chain(10);
        nativeClient.removeIf(e -> e.step().equals("S3"));
        assertThat(FlowSteps.judge("8.4", nativeClient, true).outcome()).isEqualTo(FlowSteps.Outcome.OK);
    }
}
