package vedette.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vedette.testkit.Seeded;

class DecodeTimesTest {
    @Test
    void withoutReordering_decodingIsPresentation() {
        var times = new DecodeTimes(0, 3600);
        assertThat(List.of(times.next(1000), times.next(4600), times.next(8300))).containsExactly(1000L, 4600L, 8300L);
    }

    @Test
    void twoBPictures_delayByTheDepth() {
        // I P B B as x264 sends them: presentation 0, 3, 1, 2.
        var times = new DecodeTimes(1, 10);
        assertThat(List.of(times.next(0), times.next(30), times.next(10), times.next(20), times.next(60)))
                .containsExactly(-10L, 0L, 10L, 20L, 30L);
    }

    @Test
    void pyramid_neverDecodesAfterPresentation() {
        var times = new DecodeTimes(2, 10);
        var order = List.of(0L, 40L, 20L, 10L, 30L, 80L, 60L, 50L, 70L, 90L);
        var decoded = order.stream().map(times::next).toList();
        assertThat(decoded).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < order.size(); i++) {
            assertThat(decoded.get(i)).isLessThanOrEqualTo(order.get(i));
        }
    }

    @Test
    void anyOrder_givesIncreasingTimes() {
        Seeded.rounds(500, random -> {
            var times = new DecodeTimes(random.nextInt(17), 3600);
            var found = new ArrayList<Long>();
            for (int i = 0; i < 50; i++) {
                found.add(times.next(random.nextLong(1_000_000)));
            }
            assertThat(found).isSorted().doesNotHaveDuplicates();
        });
    }
}
