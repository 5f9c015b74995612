package vedette.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vedette.contracts.device.DeviceCapabilities;
import vedette.contracts.ps.DeviceProofs;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.VendorRoot;
import vedette.device.netty.FakePlatform;
import vedette.stun.client.NatBehaviour;
import vedette.stun.client.NatReport;
import vedette.testkit.Covers;

/** Flow 8.3 of a device behind a NAT in memory, on virtual time. */
class NetworkTraversalTest {
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 3478);

    @TempDir
    Path directory;

    private final FakePlatform platform = new FakePlatform();
    private final SimulatedScheduler scheduler = new SimulatedScheduler();
    private final SimulatedScu scu = new SimulatedScu(platform, scheduler);
    private final List<String> flowIds = new ArrayList<>();
    private InetSocketAddress outer = new InetSocketAddress("203.0.113.5", 40_000);
    private boolean blocked;
    private List<String> local = List.of("192.168.1.5:8600");
    private DeviceAgent agent;
    private NetworkTraversal traversal;

    @BeforeEach
    void start() {
        VendorRoot root = VendorRoot.openOrCreate(directory, "Test Vendor", null, new SecureRandom(), Clock.systemUTC());
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
        agent = new DeviceAgent(
                DeviceIdentity.of(device),
                new AgentConfig("1", 3, () -> new DeviceCapabilities(List.of()), () -> "rtsp://h:1", () -> 0, null),
                scu,
                scheduler,
                new DeviceClock(SimulatedScu.START, scheduler::nanoTime),
                new SecureRandom());
        traversal = new NetworkTraversal(
                agent,
                scheduler,
                new NetworkTraversal.Network() {
                    @Override
                    public CompletionStage<NatReport> discover(List<String> servers, String flowId) {
                        assertThat(servers).containsExactly("192.0.2.1:3478");
                        flowIds.add(flowId);
                        return CompletableFuture.completedFuture(
                                blocked
                                        ? new NatReport(null, null, NatBehaviour.UDP_BLOCKED, NatBehaviour.UDP_BLOCKED)
                                        : new NatReport(
                                                SERVER,
                                                outer,
                                                NatBehaviour.ENDPOINT_INDEPENDENT,
                                                NatBehaviour.ADDRESS_AND_PORT_DEPENDENT));
                    }

                    @Override
                    public CompletionStage<Optional<InetSocketAddress>> mapped(String server) {
                        return CompletableFuture.completedFuture(blocked ? Optional.empty() : Optional.of(outer));
                    }
                },
                () -> local);
        scu.stun = List.of("192.0.2.1:3478");
    }

    private List<JsonNode> sent(String method) {
        return scu.frames.stream()
                .filter(frame -> frame.path("method").asString("").equals(method))
                .map(frame -> frame.path("params"))
                .toList();
    }

    private List<JsonNode> steps() {
        List<JsonNode> events = new ArrayList<>();
        sent("flow.report").forEach(params -> params.path("events").forEach(event -> {
            if (event.path("flow").asString("").equals("8.3")) {
                events.add(event);
            }
        }));
        return events;
    }

    @Test
    @Covers({"H6264-8.3-S2", "H6264-8.3-S3", "H6264-8.3-S7"})
    void addressesAreSignedAndTold_andEachStepReceivedIsReported() {
        agent.start();
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(flowIds).hasSize(1);
        JsonNode auth = sent("device.auth").getFirst();
        assertThat(auth.path("nonce").asString()).isEqualTo("nonce-1");
        assertThat(DeviceJson.texts(auth.path("local_addrs"))).isEqualTo(local);
        assertThat(auth.path("nat_addr").asString()).isEqualTo("203.0.113.5:40000");
        String signed = registrationOf(auth);
        assertThat(DeviceIdentity.verify(
                        agent.identity().publicKey(), signed, auth.path("signature").asString()))
                .isTrue();
        assertThat(DeviceIdentity.verify(
                        agent.identity().publicKey(),
                        signed.replace("nonce-1", "nonce-2"),
                        auth.path("signature").asString()))
                .isFalse();
        List<JsonNode> steps = steps();
        assertThat(steps).extracting(step -> step.path("step").asString()).containsExactly("S2", "S7");
        assertThat(steps).extracting(step -> step.path("from").asString()).containsExactly("mtu", "scu");
        assertThat(steps).allSatisfy(step -> assertThat(step.path("flow_id").asString()).isEqualTo(flowIds.getFirst()));
        assertThat(auth.path("flow").path("cause").asString())
                .isEqualTo(steps.getFirst().path("event_id").asString());
        assertThat(steps.getLast().path("cause").asString()).startsWith("evt_777");
        assertThat(traversal.isUdpBlocked()).isFalse();
    }

    private String registrationOf(JsonNode auth) {
        String boot = scu.frames.stream()
                .map(frame -> frame.path("result").path("boot_id"))
                .filter(JsonNode::isString)
                .findFirst()
                .orElseThrow()
                .asString();
        return DeviceProofs.address(
                FakePlatform.ORIGIN,
                auth.path("nonce").asString(),
                boot,
                DeviceJson.texts(auth.path("local_addrs")),
                auth.path("nat_addr").asString(null),
                auth.path("mapping").asString(),
                auth.path("filtering").asString());
    }

    @Test
    @Covers("H6264-8.3-S7")
    void itIsRepeatedEveryFiveMinutes_withTheNextNonce() {
        agent.start();
        scheduler.pass(Duration.ofMinutes(16));
        assertThat(sent("device.auth"))
                .extracting(auth -> auth.path("nonce").asString())
                .containsExactly("nonce-1", "nonce-2", "nonce-3", "nonce-4");
        assertThat(flowIds).doesNotHaveDuplicates();
    }

    @Test
    @Covers("H6264-8.3-S7")
    void changedMapping_isToldWithinHalfAMinute() {
        agent.start();
        scheduler.pass(Duration.ofSeconds(60));
        outer = new InetSocketAddress("203.0.113.5", 41_111);
        scheduler.pass(Duration.ofSeconds(30));
        assertThat(sent("device.auth").getLast().path("nat_addr").asString()).isEqualTo("203.0.113.5:41111");
        assertThat(sent("device.auth")).hasSize(2);
    }

    @Test
    void changedLocalAddress_isToldWithinSeconds() {
        agent.start();
        scheduler.pass(Duration.ofSeconds(20));
        local = List.of("192.168.7.9:8600");
        scheduler.pass(Duration.ofSeconds(7));
        assertThat(DeviceJson.texts(sent("device.auth").getLast().path("local_addrs"))).isEqualTo(local);
    }

    @Test
    void blockedUdp_isToldToo_andItsReturnIsNoticed() {
        blocked = true;
        agent.start();
        scheduler.pass(Duration.ofSeconds(40));
        JsonNode auth = sent("device.auth").getFirst();
        assertThat(auth.path("nat_addr").isNull() || auth.path("nat_addr").isMissingNode()).isTrue();
        assertThat(auth.path("mapping").asString()).isEqualTo("udp-blocked");
        assertThat(traversal.isUdpBlocked()).isTrue();
        blocked = false;
        scheduler.pass(Duration.ofSeconds(30));
        assertThat(traversal.isUdpBlocked()).isFalse();
        assertThat(sent("device.auth")).hasSize(2);
    }

    @Test
    void withoutServers_nothingRuns() {
        scu.stun = List.of();
        agent.start();
        scheduler.pass(Duration.ofMinutes(20));
        assertThat(flowIds).isEmpty();
        assertThat(sent("device.auth")).isEmpty();
    }

    @Test
    void newChannel_beginsAnew_withItsOwnNonce() {
        agent.start();
        scheduler.pass(Duration.ofSeconds(30));
        scu.breakAll();
        scheduler.pass(Duration.ofSeconds(30));
        assertThat(sent("device.auth")).extracting(auth -> auth.path("nonce").asString()).containsExactly("nonce-1", "nonce-3");
    }

    @Test
    void serversAreReadAsHostAndPort() {
        assertThat(DatagramNetwork.address("127.0.0.1:3478")).contains(new InetSocketAddress("127.0.0.1", 3478));
        assertThat(DatagramNetwork.address("127.0.0.1")).contains(new InetSocketAddress("127.0.0.1", 3478));
        assertThat(DatagramNetwork.address("[::1]:99")).contains(new InetSocketAddress("::1", 99));
        assertThat(DatagramNetwork.address("127.0.0.1:99999")).isEmpty();
        assertThat(DatagramNetwork.address("a b")).isEmpty();
    }
}
