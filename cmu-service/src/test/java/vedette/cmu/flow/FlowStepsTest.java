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

    private static List<FlowEvent> relayed(String flow, String... steps) {
        List<FlowEvent> events = new ArrayList<>();
        for (String step : steps) {
            events.add(new FlowEvent(step, flow, "flw_x", step, "a", "b", "m", "ok", null, step, 0, Instant.EPOCH, null));
        }
        return events;
    }

    @Test
    void judgesRelaysByWhatTheirViewersCanReport() {
        List<FlowEvent> dialled = relayed("11.3", "R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11");
        assertThat(FlowSteps.judge("11.3", dialled, true).outcome()).isEqualTo(FlowSteps.Outcome.OK);
        List<FlowEvent> nativeOnStandingUplink = relayed("11.3", "R01", "R02", "R03", "R07", "R08", "R10", "R11");
        assertThat(FlowSteps.judge("11.3", nativeOnStandingUplink, true).outcome())
                .isEqualTo(FlowSteps.Outcome.OK);
        assertThat(FlowSteps.judge("11.3", relayed("11.3", "R01", "R02", "R03"), true).brokeAt())
                .isEqualTo("R06");
        assertThat(FlowSteps.judge("11.3b", relayed("11.3b", "R01", "R02", "R03"), true).brokeAt())
                .isEqualTo("R05");
        assertThat(FlowSteps.judge("11.3b", relayed("11.3b", "R01", "R02", "R03", "R05"), true).outcome())
                .isEqualTo(FlowSteps.Outcome.OK);
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
