package vedette.device.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vedette.contracts.device.DeviceCapabilities;
import vedette.device.AgentConfig;
import vedette.device.AgentStatus;
import vedette.device.DeviceAgent;
import vedette.device.DeviceClock;
import vedette.device.DeviceFile;
import vedette.device.DeviceIdentity;
import vedette.device.DeviceJson;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.VendorRoot;
import vedette.testkit.Covers;

/** The life of a device against a fake SCU on real sockets. */
@Timeout(60)
class DeviceAgentIT {
    @TempDir
    Path directory;

    private final FakePlatform platform = new FakePlatform();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<AgentStatus.Phase> phases = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private FakeScu scu(int port) throws Exception {
        FakeScu scu = new FakeScu(platform, port);
        open.add(scu);
        return scu;
    }

    private DeviceAgent agent(DeviceClock clock, String... bootstrapUrls) {
        return agent(clock, InetAddress::getAllByName, bootstrapUrls);
    }

    private DeviceAgent agent(DeviceClock clock, Connector.Resolver resolver, String... bootstrapUrls) {
        VendorRoot root = VendorRoot.openOrCreate(directory, "Test Vendor");
        DeviceFile device = new Factory(new SecureRandom())
                .issue(
                        root,
                        new IssueRequest(
                                null,
                                "T1",
                                1,
                                List.of(bootstrapUrls),
                                platform.bootstrapPin(),
                                "http://127.0.0.1:8080"))
                .device();
        var loop = loops.next();
        AgentConfig config = new AgentConfig(
                "1.0.0", 3, () -> new DeviceCapabilities(List.of()), () -> "rtsp://127.0.0.1:8600", () -> 0, null);
        DeviceAgent agent = new DeviceAgent(
                DeviceIdentity.of(device),
                config,
                new NettyTransport(loop, resolver),
                new EventLoopScheduler(loop),
                clock,
                new SecureRandom());
        agent.addListener(status -> phases.add(status.phase()));
        open.add(agent);
        return agent;
    }

    private void awaitPhase(AgentStatus.Phase wanted) throws InterruptedException {
        AgentStatus.Phase phase;
        do {
            phase = phases.poll(40, TimeUnit.SECONDS);
            assertThat(phase).as("waiting for " + wanted).isNotNull();
        } while (phase != wanted);
    }

    @Test
    @Covers({"H6264-8.1-S1", "H6264-8.1-S4", "CSS-3-Bootstrap"})
    void freshDeviceBootstrapsRegistersAndIsReady() throws Exception {
        FakeScu scu = scu(0);
        DeviceAgent agent = agent(DeviceClock.startingAtHostTime(), scu.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.READY);
        assertThat(scu.bootstraps).hasValue(1);
        assertThat(agent.status().deviceId()).startsWith("dev_");
        var report = scu.awaitRequest("flow.report");
        var event = report.path("params").path("events").get(0);
        assertThat(event.path("step").asString()).isEqualTo("S4");
        assertThat(event.path("flow").asString()).isEqualTo("8.1");
        assertThat(event.path("status").asString()).isEqualTo("ok");
        assertThat(event.path("cause").asString()).startsWith("evt_");
        assertThat(scu.awaitRequest("heartbeat")
                        .path("params")
                        .path("device_time")
                        .asString())
                .isNotEmpty();
    }

    @Test
    @Covers({"H6264-7.2-7"})
    void deadClock_isSetFromBootstrapBeforeCertificateDatesAreJudged() throws Exception {
        FakeScu scu = scu(0);
        DeviceClock clock = new DeviceClock(Instant.EPOCH, System::nanoTime);
        DeviceAgent agent = agent(clock, scu.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.READY);
        assertThat(Duration.between(clock.now(), Instant.now()).abs()).isLessThan(Duration.ofMillis(500));
    }

    @Test
    @Covers({"H6264-7.2-7"})
    void clockOneHourAhead_followsThePlatformWithinAHeartbeat() throws Exception {
        FakeScu scu = scu(0);
        scu.heartbeatMillis = 300;
        DeviceClock clock = DeviceClock.startingAtHostTime();
        DeviceAgent agent = agent(clock, scu.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.READY);
        clock.set(Instant.now().plus(Duration.ofHours(1)));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Duration offset;
        do {
            Instant reported = Instant.parse(scu.awaitRequest("heartbeat")
                    .path("params")
                    .path("device_time")
                    .asString());
            offset = Duration.between(reported, Instant.now()).abs();
        } while (offset.toMillis() >= 500 && System.nanoTime() < deadline);
        assertThat(offset).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void brokenChannel_reconnects_andUnansweredRequestComesAgainWithTheSameId() throws Exception {
        FakeScu scu = scu(0);
        scu.silent = List.of("device.button");
        DeviceAgent agent = agent(DeviceClock.startingAtHostTime(), scu.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.READY);
        var pressed = agent.request("device.button", DeviceJson.object(), Duration.ofSeconds(30))
                .toCompletableFuture();
        String first = scu.awaitRequest("device.button").path("id").asString();
        scu.silent = List.of();
        scu.dropChannels();
        assertThat(scu.awaitRequest("device.button").path("id").asString()).isEqualTo(first);
        pressed.get(10, TimeUnit.SECONDS);
        assertThat(scu.channelsReady).hasValue(2);
    }

    @Test
    @Covers({"CSS-3-Failover"})
    void serverGone_nextServerOfTheListTakesOver() throws Exception {
        FakeScu connector = scu(0);
        FakeScu first = scu(0);
        FakeScu second = scu(0);
        connector.servers = List.of(first.url(), second.url());
        DeviceAgent agent = agent(DeviceClock.startingAtHostTime(), connector.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.READY);
        FakeScu serving = first.channelsReady.get() == 1 ? first : second;
        FakeScu other = serving == first ? second : first;
        serving.close();
        awaitPhase(AgentStatus.Phase.READY);
        assertThat(other.channelsReady).hasValue(1);
        assertThat(agent.status().isReady()).isTrue();
    }

    @Test
    @Covers({"CSS-3-RRClient"})
    void firstConnectorDead_secondAnswers() throws Exception {
        FakeScu scu = scu(0);
        FakeScu dead = scu(0);
        String deadUrl = dead.bootstrapUrl();
        dead.close();
        DeviceAgent agent = agent(DeviceClock.startingAtHostTime(), deadUrl, scu.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.READY);
        assertThat(scu.bootstraps).hasValue(1);
    }

    @Test
    @Covers({"CSS-3-RRClient"})
    void firstAddressOfTheConnectorsNameDead_secondAnswers() throws Exception {
        FakeScu scu = scu(0);
        // Nothing listens on 127.0.0.2 at this port.
        InetAddress[] records = {InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")};
        DeviceAgent agent = agent(
                DeviceClock.startingAtHostTime(),
                host -> records,
                "https://connector.test:" + scu.port() + "/scu/v1/bootstrap");
        agent.start();
        awaitPhase(AgentStatus.Phase.READY);
        assertThat(scu.bootstraps).hasValue(1);
    }

    @Test
    void platformRestart_agentComesBack() throws Exception {
        FakeScu scu = scu(0);
        int port = scu.port();
        DeviceAgent agent = agent(DeviceClock.startingAtHostTime(), scu.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.READY);
        scu.close();
        awaitPhase(AgentStatus.Phase.WAITING);
        FakeScu again = scu(port);
        awaitPhase(AgentStatus.Phase.READY);
        assertThat(again.channelsReady.get()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void cmuUnavailable_deviceTriesAgainUntilItIsRegistered() throws Exception {
        FakeScu scu = scu(0);
        scu.registerStatus = 503;
        DeviceAgent agent = agent(DeviceClock.startingAtHostTime(), scu.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.WAITING);
        scu.registerStatus = 201;
        awaitPhase(AgentStatus.Phase.READY);
        assertThat(scu.registrations.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void unknownVendor_isRefusedAndStaysRefused() throws Exception {
        FakeScu scu = scu(0);
        scu.registerStatus = 403;
        scu.registerProblem = "vendor-unknown";
        DeviceAgent agent = agent(DeviceClock.startingAtHostTime(), scu.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.REFUSED);
        assertThat(agent.status().detail()).contains("vendor-unknown");
        assertThat(scu.registrations).hasValue(1);
    }

    @Test
    void anotherPlatformsBootstrap_isNotTrusted() throws Exception {
        FakeScu foreign = new FakeScu(new FakePlatform(), 0);
        open.add(foreign);
        DeviceAgent agent = agent(DeviceClock.startingAtHostTime(), foreign.bootstrapUrl());
        agent.start();
        awaitPhase(AgentStatus.Phase.REFUSED);
        assertThat(agent.status().detail()).contains("bootstrap-pin-wrong");
        assertThat(foreign.registrations).hasValue(0);
    }
}
