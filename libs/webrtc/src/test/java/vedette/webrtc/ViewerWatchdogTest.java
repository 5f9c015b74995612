package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Virtual time; checks come every second unless the process stalls. */
class ViewerWatchdogTest {
    private static final long SECOND = 1_000_000_000;
    private final ViewerWatchdog watchdog = new ViewerWatchdog(10 * SECOND, 0);

    @Test
    void silentViewerIsGoneAfterTwelveSeconds() {
        for (long second = 1; second <= 11; second++) {
            assertThat(watchdog.isGone(second * SECOND)).as("after %s s", second).isFalse();
        }
        assertThat(watchdog.isGone(12 * SECOND)).isTrue();
    }

    @Test
    void viewerThatReportsStays() {
        for (long second = 1; second <= 100; second++) {
            watchdog.heard(second * SECOND);
            assertThat(watchdog.isGone(second * SECOND)).isFalse();
        }
    }

    @Test
    void stallOfThisProcessIsForgiven() {
        assertThat(watchdog.isGone(SECOND)).isFalse();
        // 28 s without processor; reports wait in the socket meanwhile.
        assertThat(watchdog.isGone(29 * SECOND)).isFalse();
        assertThat(watchdog.isGone(30 * SECOND)).isFalse();
        watchdog.heard(30 * SECOND + 1);
        assertThat(watchdog.isGone(31 * SECOND)).isFalse();
    }

    @Test
    void silenceAfterAStallStillCounts() {
        watchdog.isGone(SECOND);
        assertThat(watchdog.isGone(29 * SECOND)).isFalse();
        assertThat(watchdog.isGone(30 * SECOND)).isFalse();
        assertThat(watchdog.isGone(31 * SECOND)).isTrue();
    }
}
