package vedette.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeededTest {

    @Test
    void failingRound_namesSeedAndRound() {
        assertThatThrownBy(() -> Seeded.rounds(5, random -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dtest.seed=" + Seeded.seed())
                .hasMessageContaining("round 0 of 5")
                .hasMessageContaining("broken");
    }

    @Test
    void sameSeed_givesSameNumbers() {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        Seeded.rounds(20, random -> first.add(random.nextLong()));
        Seeded.rounds(20, random -> second.add(random.nextLong()));
        assertThat(first).isEqualTo(second).doesNotHaveDuplicates();
    }
}
