package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vedette.cmu.device.Presence;
import vedette.testkit.Covers;

/** Who decides that a device is offline: its SCU, or grace after its SCU vanished. Never a restart of the CMU. */
class PresenceIT {
    private static CmuServer cmu;
    private static World world;

    @BeforeAll
    static void start() {
        cmu = new CmuServer(Map.of());
        world = new World(cmu);
    }

    @AfterAll
    static void stop() {
        cmu.close();
    }

    private String status(TestDevice device) {
        cmu.bean(Presence.class).sweep();
        return cmu.call("GET", "/cmu/v1/operator/cameras?query=" + device.deviceId, null, world.operator())
                .expect(200)
                .body()
                .path("items")
                .path(0)
                .path("status")
                .asString();
    }

    private Answer report(TestDevice device, long epoch, String status, String boot) {
        return cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/presence",
                        Map.of(
                                "scu",
                                "1",
                                "scu_boot",
                                boot,
                                "full",
                                false,
                                "devices",
                                List.of(Map.of(
                                        "device_id",
                                        device.deviceId,
                                        "epoch",
                                        epoch,
                                        "status",
                                        status,
                                        "last_seen_age_ms",
                                        100))))
                .expect(200);
    }

    /** Time passes while SCU 1 lives. */
    private void aliveFor(int seconds) {
        for (int i = 0; i < seconds; i += 5) {
            cmu.clock.advance(Duration.ofSeconds(5));
            world.scuBeat("1", world.scuBoot);
            cmu.bean(Presence.class).sweep();
        }
    }

    @Test
    @Covers({"H6264-8.1-S4", "H6264-7.1-4b", "GAP-01"})
    void anOpenChannelMakesADeviceOnlineAndItsScuDecidesTheRest() {
        TestDevice device = TestDevice.make(world.vendor());
        world.register(device).expect(201);
        assertThat(status(device)).isEqualTo("offline");
        world.scuBeat("1", world.scuBoot);
        long epoch = world.attach(device);
        assertThat(status(device)).isEqualTo("online");
        aliveFor(120);
        assertThat(status(device))
                .as("silence of the SCU about a device changes nothing")
                .isEqualTo("online");
        report(device, epoch - 1, "offline", world.scuBoot);
        assertThat(status(device))
                .as("a report about an older channel is ignored")
                .isEqualTo("online");
        report(device, epoch, "offline", world.scuBoot);
        assertThat(status(device)).isEqualTo("offline");
        assertThat(world.attach(device)).isEqualTo(epoch + 1);
        assertThat(status(device)).isEqualTo("online");
    }

    @Test
    @Covers({"H6264-7.1-4b", "GAP-01"})
    void aVanishedScuTakesItsDevicesOfflineAfterGrace() {
        TestDevice device = TestDevice.make(world.vendor());
        world.register(device).expect(201);
        world.scuBeat("1", world.scuBoot);
        world.attach(device);
        cmu.bean(Presence.class).sweep();
        cmu.clock.advance(Duration.ofSeconds(14));
        assertThat(status(device)).as("the SCU may be late").isEqualTo("online");
        cmu.clock.advance(Duration.ofSeconds(3));
        assertThat(status(device)).as("the SCU is lost, grace begins").isEqualTo("online");
        cmu.clock.advance(Duration.ofSeconds(14));
        assertThat(status(device)).as("three heartbeats of grace").isEqualTo("online");
        cmu.clock.advance(Duration.ofSeconds(3));
        assertThat(status(device)).isEqualTo("offline");
    }

    @Test
    @Covers({"H6264-7.1-4b"})
    void aRestartedScuKeepsItsDevicesThatAttachAgain() {
        TestDevice comesBack = TestDevice.make(world.vendor());
        TestDevice staysAway = TestDevice.make(world.vendor());
        world.register(comesBack).expect(201);
        world.register(staysAway).expect(201);
        world.scuBeat("1", world.scuBoot);
        world.attach(comesBack);
        world.attach(staysAway);
        world.scuBoot = "another-boot-" + world.scuBoot;
        aliveFor(10);
        assertThat(status(comesBack)).isEqualTo("online");
        world.attach(comesBack);
        aliveFor(10);
        assertThat(status(comesBack)).isEqualTo("online");
        assertThat(status(staysAway)).isEqualTo("offline");
    }

    @Test
    @Covers({"H6264-7.1-4b"})
    void aRestartOfTheCmuChangesNothingAndAsksForAFullReport() {
        TestDevice device = TestDevice.make(world.vendor());
        world.register(device).expect(201);
        world.scuBeat("1", world.scuBoot);
        long epoch = world.attach(device);
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/presence",
                        Map.of("scu", "1", "scu_boot", world.scuBoot, "full", true, "devices", List.of()))
                .expect(200);
        Answer before = report(device, epoch, "online", world.scuBoot);
        assertThat(before.body().path("resync").asBoolean()).isFalse();
        String pin = cmu.call("GET", "/cmu/v1/platform", null, null).get("bootstrap_pin");
        cmu.restart();
        assertThat(status(device)).isEqualTo("online");
        cmu.clock.advance(Duration.ofSeconds(10));
        assertThat(status(device)).isEqualTo("online");
        world.scuBeat("1", world.scuBoot);
        Answer after = report(device, epoch, "online", world.scuBoot);
        assertThat(after.body().path("resync").asBoolean()).isTrue();
        assertThat(after.get("cmu_boot_id")).isNotEqualTo(before.get("cmu_boot_id"));
        assertThat(cmu.call("GET", "/cmu/v1/platform", null, null).get("bootstrap_pin"))
                .as("keys survive")
                .isEqualTo(pin);
    }

    @Test
    void lostServicesNeedAttention() {
        world.scuBeat("1", "boot-of-a-lost-one");
        cmu.internal(
                        "mtu",
                        "POST",
                        "/internal/v1/service-instances",
                        Map.of("entity", "mtu", "instance", "1", "boot_id", "b", "urls", Map.of()))
                .expect(200);
        cmu.internal(
                        "mtu",
                        "POST",
                        "/internal/v1/service-instances",
                        Map.of("entity", "scu", "instance", "1", "boot_id", "b", "urls", Map.of()))
                .problem(403, "instance-not-caller");
        assertThat(cmu.call("GET", "/cmu/v1/operator/services", null, world.operator())
                        .text())
                .contains("\"entity\":\"mtu\"");
        cmu.clock.advance(Duration.ofSeconds(20));
        assertThat(cmu.call("GET", "/cmu/v1/operator/overview", null, world.operator())
                        .text())
                .contains("service-lost");
    }
}
