package vedette.contracts.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vedette.contracts.Ids;

class FlowHeaderTest {
    private final FlowRef ref = new FlowRef("8.4", Ids.next("flw"), "S6", Ids.next("evt"));

    @Test
    void parsesWhatItFormats() {
        assertThat(FlowHeader.parse(FlowHeader.format(ref))).contains(ref);
        assertThat(FlowHeader.parse(FlowHeader.format(ref.at("S1", null)))).contains(ref.at("S1", null));
        assertThat(FlowHeader.parse("flow=8.4;id=" + ref.flowId() + ";step=S1;later=x"))
                .contains(ref.at("S1", null));
    }

    @Test
    void malformedIsAbsent() {
        for (String bad : new String[] {
            "",
            ";",
            "flow=8.4",
            "flow=8.4; id=x; step=S1",
            "flow=8.4; flow=8.4",
            "flow=8.4; id=" + ref.flowId() + "; step=S1\nX: y",
            "=".repeat(300)
        }) {
            assertThat(FlowHeader.parse(bad)).as(bad).isEmpty();
        }
        assertThat(FlowHeader.parse(null)).isEmpty();
    }

    @Test
    void aMalformedCauseIsDropped() {
        assertThat(FlowHeader.parse("flow=8.4; id=" + ref.flowId() + "; step=S6; cause=nonsense"))
                .contains(ref.at("S6", null));
    }
}
