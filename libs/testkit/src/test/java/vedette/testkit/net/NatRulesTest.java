package vedette.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NatRulesTest {
    @ParameterizedTest
    @EnumSource(NatKind.class)
    void everyKindReplacesAllRulesAndAnswersNothingFromOutside(NatKind kind) {
        String program = new NatRules(kind, 0, List.of()).program();

        assertThat(program)
                .startsWith("table ip lab\ndelete table ip lab\n")
                .contains("iifname \"pub0\" ct state new drop")
                .doesNotContain("numgen");
        assertThat(program.chars().filter(c -> c == '{').count()).isEqualTo(program.chars().filter(c -> c == '}').count());
    }

    @Test
    void onlyTheSymmetricKindPicksPortsAtRandom() {
        for (NatKind kind : NatKind.values()) {
            assertThat(new NatRules(kind, 0, List.of()).program().contains("fully-random")).as(kind.word()).isEqualTo(kind == NatKind.SYMMETRIC);
        }
    }

    @Test
    void lossIsInHundredthsOfAPercent() {
        assertThat(new NatRules(NatKind.CONE, 2.5, List.of()).program()).contains("numgen random mod 10000 < 250 drop;");
        assertThatThrownBy(() -> new NatRules(NatKind.CONE, 101, List.of())).hasMessageContaining("found 101");
    }

    @Test
    void peersCanBeShutOut() {
        assertThat(new NatRules(NatKind.CONE, 0, List.of("203.0.113.10", "203.0.113.11")).program())
                .contains("iifname \"lan0\" ip daddr != { 203.0.113.10, 203.0.113.11 } drop");
    }

    @Test
    void kindsAreKnownByTheirWords() {
        assertThat(NatKind.of("full-cone")).isEqualTo(NatKind.FULL_CONE);
        assertThat(NatKind.of("only-443")).isEqualTo(NatKind.ONLY_443);
        assertThatThrownBy(() -> NatKind.of("round")).hasMessageContaining("udp-blocked").hasMessageContaining("round");
    }
}
