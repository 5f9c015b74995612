package vedette.scu.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vedette.contracts.sc.PresenceReport;
import vedette.contracts.sc.PresenceResult;
import vedette.testkit.Covers;

class PresenceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HEARTBEAT_MS = 60_000;
    private static final long LIMIT = 3 * 60 * SECOND + SECOND / 2;

    private final Presence presence = new Presence(SECOND, 0);
    private long now;

    private List<String> runTo(long end) {
        List<String> gone = new ArrayList<>();
        while (now + SECOND <= end) {
            now += SECOND;
            gone.addAll(presence.sweep(now));
        }
        return gone;
    }

    @Test
    @Covers({"H6264-6.3.1-2", "GAP-01"})
    void device_isOfflineAfterThreeMissedHeartbeats_notBefore() {
        presence.attached("dev_a", 1, HEARTBEAT_MS, 0);
        assertThat(runTo(LIMIT)).isEmpty();
        assertThat(presence.isOnline("dev_a")).isTrue();
        assertThat(runTo(LIMIT + 2 * SECOND)).containsExactly("dev_a");
        assertThat(presence.status("dev_a")).isEqualTo(Presence.Status.OFFLINE);
        presence.seen("dev_a", now);
        assertThat(presence.isOnline("dev_a")).isTrue();
    }

    @Test
    void aPauseOfThisProcess_turnsNobodyOffline() {
        presence.attached("dev_a", 1, HEARTBEAT_MS, 0);
        runTo(100 * SECOND);
        now += 3600 * SECOND; // Suspended for an hour: no sweep, no heartbeat could be read.
        assertThat(presence.sweep(now)).isEmpty();
        assertThat(presence.isOnline("dev_a")).isTrue();
        assertThat(runTo(now + 85 * SECOND)).as("the rest of its time still counts").containsExactly("dev_a");
    }

    @Test
    @Covers("H6264-7.2-6")
    void fourStates_areTold() {
        presence.attached("dev_a", 1, HEARTBEAT_MS, 0);
        assertThat(presence.status("dev_a")).isEqualTo(Presence.Status.ONLINE);
        presence.sessions("dev_a", 2);
        assertThat(presence.status("dev_a")).isEqualTo(Presence.Status.ACTIVE);
        presence.sessions("dev_a", 0);
        assertThat(presence.status("dev_a")).isEqualTo(Presence.Status.ONLINE);
        presence.disabled("dev_a");
        assertThat(presence.status("dev_a")).isEqualTo(Presence.Status.INACTIVE);
        presence.attached("dev_b", 1, 1000, now);
        runTo(10 * SECOND);
        assertThat(presence.status("dev_b")).isEqualTo(Presence.Status.OFFLINE);
        assertThat(presence.counts()).containsEntry(Presence.Status.OFFLINE, 1).containsEntry(Presence.Status.INACTIVE, 1);
    }

    @Test
    void reports_areFullFirst_thenDifferences_andAreKeptWhileTheCmuIsAway() {
        List<PresenceReport> taken = new ArrayList<>();
        boolean[] down = {false};
        boolean[] resync = {false};
        PresenceReporter reporter = new PresenceReporter(
                presence,
                "1",
                "boot_x",
                report -> {
                    if (down[0]) {
                        throw new IllegalStateException("down");
                    }
                    taken.add(report);
                    return new PresenceResult("boot_cmu", resync[0]);
                },
                _ -> {},
                () -> now);
        presence.attached("dev_a", 1, HEARTBEAT_MS, 0);
        reporter.report();
        assertThat(taken).singleElement().satisfies(report -> {
            assertThat(report.full()).isTrue();
            assertThat(report.devices()).hasSize(1);
        });
        reporter.report();
        assertThat(taken).as("nothing changed").hasSize(1);
        down[0] = true;
        presence.attached("dev_b", 1, HEARTBEAT_MS, 0);
        reporter.report();
        down[0] = false;
        resync[0] = true;
        reporter.report();
        assertThat(taken.get(1).full()).isFalse();
        assertThat(taken.get(1).devices()).extracting(PresenceReport.DevicePresence::deviceId).containsExactly("dev_b");
        resync[0] = false;
        reporter.report();
        assertThat(taken.get(2).full()).isTrue();
        assertThat(taken.get(2).devices()).hasSize(2);
    }

    @Test
    void aHundredThousandDevices_areReportedInBatches() {
        List<PresenceReport> taken = new ArrayList<>();
        PresenceReporter reporter = new PresenceReporter(
                presence, "1", "boot_x",
                report -> {
                    taken.add(report);
                    return new PresenceResult("boot_cmu", false);
                },
                _ -> {}, () -> now);
        for (int i = 0; i < 100_000; i++) {
            presence.attached("dev_" + i, 1, HEARTBEAT_MS, 0);
        }
        reporter.report();
        assertThat(taken).hasSize(20).allSatisfy(report -> assertThat(report.devices()).hasSize(PresenceReport.DEVICES_MAX));
        assertThat(taken.getLast().full()).isTrue();
    }
}
