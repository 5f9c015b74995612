package vedette.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.contracts.device.DeviceCapabilities;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.VendorRoot;
import vedette.device.netty.FakePlatform;
import vedette.testkit.Covers;

/** Hours of a device's life on virtual time. */
class DeviceAgentTest {
    @TempDir
    Path directory;

    private final FakePlatform platform = new FakePlatform();
    private final SimulatedScheduler scheduler = new SimulatedScheduler();
    private final SimulatedScu scu = new SimulatedScu(platform, scheduler);
    private VendorRoot root;

    @BeforeEach
    void vendor() {
        root = VendorRoot.openOrCreate(directory, "Test Vendor", null, new SecureRandom(), Clock.systemUTC());
    }

    private DeviceAgent agent(Instant clockAt) {
        DeviceFile device = new Factory(new SecureRandom())
                .issue(
                        root,
                        new IssueRequest(
                                null,
                                "T1",
                                1,
                                List.of("https://connector/scu/v1/bootstrap"),
                                platform.bootstrapPin(),
                                "https://portal"))
                .device();
        AgentConfig config =
                new AgentConfig("1.0.0", 3, () -> new DeviceCapabilities(List.of()), () -> "rtsp://h:1", () -> 0, null);
        return new DeviceAgent(
                DeviceIdentity.of(device),
                config,
                scu,
                scheduler,
                new DeviceClock(clockAt, scheduler::nanoTime),
                new SecureRandom());
    }

    @Test
    @Covers({"H6264-7.2-7"})
    void aDay_onlyHeartbeats_andTheClockStaysOnPlatformTime() {
        scu.heartbeatMillis = 5_000;
        DeviceAgent agent = agent(Instant.EPOCH);
        agent.start();
        scheduler.pass(Duration.ofHours(24));
        assertThat(agent.status().isReady()).isTrue();
        assertThat(scu.count("channel")).isEqualTo(1);
        assertThat(scu.count("heartbeat")).isBetween(17_270, 17_290);
        assertThat(Duration.between(agent.clock().now(), scu.time()).abs()).isLessThan(Duration.ofMillis(200));
        // Renewed in the last fifth of each hour, beside the channel.
        assertThat(scu.count("/scu/v1/devices:register")).isBetween(29, 31);
    }

    @Test
    void platformDownForAnHour_attemptsStayAtHalfAMinute_andItComesBack() {
        DeviceAgent agent = agent(SimulatedScu.START);
        agent.start();
        scheduler.pass(Duration.ofSeconds(5));
        scu.down = true;
        scu.breakAll();
        scheduler.pass(Duration.ofHours(1));
        assertThat(agent.status().isReady()).isFalse();
        assertThat(scu.count("/scu/v1/bootstrap")).isBetween(110, 270);
        scu.down = false;
        scheduler.pass(Duration.ofSeconds(35));
        assertThat(agent.status().isReady()).isTrue();
    }

    @Test
    void scuThatStopsAnswering_isLeftAfterTwoHeartbeats() {
        scu.heartbeatMillis = 5_000;
        DeviceAgent agent = agent(SimulatedScu.START);
        agent.start();
        scheduler.pass(Duration.ofSeconds(5));
        scu.deaf = true;
        scheduler.pass(Duration.ofSeconds(16));
        assertThat(scu.count("channel")).isGreaterThanOrEqualTo(2);
        scu.deaf = false;
        scheduler.pass(Duration.ofSeconds(40));
        assertThat(agent.status().isReady()).isTrue();
        assertThat(scu.open()).isEqualTo(1);
    }

    @Test
    void refusedChannel_isTriedEverMoreRarely() {
        DeviceAgent agent = agent(SimulatedScu.START);
        scu.closeCode = 4403;
        agent.start();
        scheduler.pass(Duration.ofMinutes(10));
        assertThat(scu.count("channel")).isBetween(20, 50);
        scu.closeCode = 0;
        scheduler.pass(Duration.ofSeconds(35));
        assertThat(agent.status().isReady()).isTrue();
    }

    @Test
    void stormOfTwoHundredDevices_isSpreadOverTime() {
        List<DeviceAgent> fleet = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            fleet.add(agent(SimulatedScu.START));
        }
        fleet.forEach(DeviceAgent::start);
        scheduler.pass(Duration.ofSeconds(5));
        assertThat(scu.open()).isEqualTo(200);
        scu.attemptsAtMillis.clear();
        scu.down = true;
        scu.breakAll();
        scheduler.pass(Duration.ofSeconds(60));
        scu.down = false;
        scheduler.pass(Duration.ofSeconds(60));
        assertThat(fleet).allMatch(agent -> agent.status().isReady());
        assertThat(scu.open()).isEqualTo(200);
        long last = scu.attemptsAtMillis.getLast();
        int[] perSecond = new int[(int) (last / 1_000) + 1];
        scu.attemptsAtMillis.forEach(at -> perSecond[(int) (at / 1_000)]++);
        // A try makes one exchange while the platform is down and three when it is back: no second sees the whole fleet
        // at once.
        for (int second = 20; second < perSecond.length; second++) {
            assertThat(perSecond[second]).isLessThan(200);
        }
    }

    @Test
    void reportThatThePlatformCannotTakeNow_isTriedAgainUntilItIsTaken() {
        DeviceAgent agent = agent(SimulatedScu.START);
        agent.start();
        scheduler.pass(Duration.ofSeconds(5));
        scu.tryLaterAnswers = 6;
        var told = agent.requestUntilDone("session.ended", DeviceJson.object(), Duration.ofHours(1))
                .toCompletableFuture();
        scheduler.pass(Duration.ofMinutes(2));
        assertThat(told).isCompleted();
        assertThat(scu.count("session.ended")).isEqualTo(7);
    }

    @Test
    void closedAgent_doesNothingMore() {
        DeviceAgent agent = agent(SimulatedScu.START);
        agent.start();
        scheduler.pass(Duration.ofSeconds(5));
        agent.close();
        scheduler.pass(Duration.ofSeconds(1));
        int heartbeats = scu.count("heartbeat");
        scheduler.pass(Duration.ofHours(2));
        assertThat(scu.count("heartbeat")).isEqualTo(heartbeats);
        assertThat(scu.open()).isZero();
        assertThat(agent.status().phase()).isEqualTo(AgentStatus.Phase.STOPPED);
        assertThat(agent.request("device.button", DeviceJson.object(), Duration.ofSeconds(1))
                        .toCompletableFuture())
                .isNotCompleted();
        scheduler.pass(Duration.ofSeconds(1));
        assertThat(agent.request("device.button", DeviceJson.object(), Duration.ofSeconds(1)))
                .isNotNull();
    }
}
