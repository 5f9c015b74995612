package vedette.pu.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import vedette.pu.media.scene.SceneKind;
import vedette.testkit.Seeded;

/**
 * Viewers come, go, pause, change and adapt at random. Goal: whatever the order, each viewer's times rise and begin with
 * an IDR picture, encoders stay within their limit, and nothing is left when the last one has gone.
 */
class SyntheticSourceChurnIT {

    private static final int STEPS = 400;
    private static final int VIEWERS_MAX = 8;

    private record Viewer(Collector sink, Subscription subscription) {}

    @Test
    void randomViewers_leaveNothingBehind() {
        Seeded.rounds(2, random -> {
            try (var source = new SyntheticSource(
                    SyntheticSettings.of("Churn", SceneKind.GARAGE, random.nextLong()), new VirtualClock())) {
                List<Viewer> viewers = new ArrayList<>();
                List<Viewer> gone = new ArrayList<>();
                for (int step = 0; step < STEPS; step++) {
                    step(random, source, viewers, gone);
                    assertThat(source.encoders()).isBetween(viewers.isEmpty() ? 0 : 1, SyntheticSource.ENCODERS_MAX);
                }
                for (Viewer viewer : viewers) {
                    viewer.subscription().resume();
                    int seen = viewer.sink().units().size();
                    viewer.sink().awaitPictures(seen + 3);
                    viewer.subscription().close();
                }
                assertThat(source.encoders()).isZero();
                gone.addAll(viewers);
                gone.forEach(SyntheticSourceChurnIT::check);
            }
        });
    }

    private static void step(RandomGenerator random, SyntheticSource source, List<Viewer> viewers, List<Viewer> gone) {
        if (viewers.isEmpty() || viewers.size() < VIEWERS_MAX && random.nextInt(4) == 0) {
            var sink = new Collector(5_000);
            try {
                viewers.add(new Viewer(sink, source.open(request(random), sink)));
            } catch (MediaException full) {
                assertThat(full).hasMessageContaining("encoders");
            }
            return;
        }
        Viewer viewer = viewers.get(random.nextInt(viewers.size()));
        switch (random.nextInt(7)) {
            case 0 -> {
                viewer.subscription().close();
                viewers.remove(viewer);
                gone.add(viewer);
            }
            case 1 -> viewer.subscription().pause();
            case 2 -> viewer.subscription().resume();
            case 3 -> viewer.subscription().bitrate(random.nextInt(20, 3_000));
            case 4 -> viewer.subscription().requestKeyFrame();
            case 5 -> {
                try {
                    viewer.subscription().modify(request(random));
                } catch (MediaException full) {
                    assertThat(full).hasMessageContaining("encoders");
                }
            }
            default -> Thread.onSpinWait();
        }
    }

    private static StreamRequest request(RandomGenerator random) {
        int[][] sizes = {{0, 0}, {352, 288}, {176, 144}};
        int[] size = sizes[random.nextInt(sizes.length)];
        int[] rates = {0, 5, 10, 15};
        int fps = rates[random.nextInt(rates.length)];
        return new StreamRequest("sub", size[0], size[1], fps, random.nextInt(3) * 100, random.nextBoolean());
    }

    private static void check(Viewer viewer) {
        var units = viewer.sink().units();
        if (!units.isEmpty()) {
            assertThat(units.getFirst().idr()).isTrue();
            assertThat(units.stream().map(u -> u.pts90k())).isSorted().doesNotHaveDuplicates();
            assertThat(viewer.sink().formats()).isNotEmpty();
        }
    }
}
