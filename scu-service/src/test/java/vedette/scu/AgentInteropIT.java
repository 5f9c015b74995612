package vedette.scu;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.contracts.device.ChannelInfo;
import vedette.contracts.device.DeviceCapabilities;
import vedette.contracts.device.StreamInfo;
import vedette.contracts.ps.DeviceProofs;
import vedette.device.AgentConfig;
import vedette.device.DeviceAgent;
import vedette.device.DeviceClock;
import vedette.device.DeviceFile;
import vedette.device.DeviceIdentity;
import vedette.device.DeviceJson;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.netty.EventLoopScheduler;
import vedette.device.netty.NettyTransport;
import vedette.scu.channel.DeviceLinks;
import vedette.testkit.Covers;

/** The device library's own agent against the real SCU: bootstrap to heartbeat, and through a restart of the SCU. */
class AgentInteropIT {
    @TempDir
    Path data;

    @Test
    @Covers({"CSS-3-Bootstrap", "CSS-3-NoConfig", "H6264-8.1-S1", "H6264-8.1-S4", "H6264-7.2-7", "AMB-05"})
    void agent_bootstrapsRegistersStaysOnline_andComesBackAfterARestart() throws Exception {
        CmuDouble cmu = new CmuDouble(data);
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        RunningScu scu = new RunningScu(data, cmu, Map.of());
        int port = java.net.URI.create(scu.deviceBase()).getPort();
        RunningScu.await("the SCU registers itself", () -> cmu.instance != null);
        EventLoop loop = group.next();
        DeviceClock clock = new DeviceClock(Instant.now().plus(Duration.ofHours(1)), System::nanoTime);
        DeviceAgent agent = new DeviceAgent(identity(scu, cmu), config(), new NettyTransport(loop), new EventLoopScheduler(loop), clock, new SecureRandom());
        try {
            agent.handle("session.keyframe", _ -> CompletableFuture.completedFuture(DeviceJson.object().put("seen", true)));
            agent.start();
            RunningScu.await("ready: " + agent.status(), () -> agent.status().isReady());
            String id = String.valueOf(agent.status().deviceId());
            RunningScu.await("online", () -> "online".equals(cmu.statusOf(id)));
            assertThat(Duration.between(clock.now(), Instant.now()).abs()).isLessThan(Duration.ofMillis(500));
            assertThat(scu.context.getBean(DeviceLinks.class)
                            .call(id, "session.keyframe", Map.of("session_id", "s"), Duration.ofSeconds(5))
                            .get(10, TimeUnit.SECONDS).path("seen").asBoolean()).isTrue();
            RunningScu.await("8.1 S4, reported by the device", () -> cmu.flows.stream()
                    .anyMatch(event -> event.flow().equals("8.1") && event.step().equals("S4") && id.equals(event.reportedBy())));

            scu.context.close();
            RunningScu.await("the device notices", () -> !agent.status().isReady());
            scu = new RunningScu(data, cmu, Map.of("vedette.scu.device.port", port));
            RunningScu.await("ready again", () -> agent.status().isReady());
            assertThat(agent.status().deviceId()).isEqualTo(id);
        } finally {
            agent.close();
            scu.close();
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static DeviceIdentity identity(RunningScu scu, CmuDouble cmu) {
        DeviceFile file = new Factory(new SecureRandom())
                .issue(scu.vendor, new IssueRequest(
                        null, "Cube", 1, List.of(scu.deviceBase() + "/scu/v1/bootstrap"), DeviceProofs.pin(cmu.bootstrapKey.getPublic()), CmuDouble.ORIGIN))
                .device();
        // What leaves the factory names the connector and the device itself, and no other server: the bootstrap tells those.
        assertThat(DeviceJson.MAPPER.readTree(file.toJson()).propertyNames())
                .containsExactlyInAnyOrder("serial", "vendor", "model", "kind", "channels", "bootstrap_urls", "trust_anchor", "label_verifier",
                        "private_key_pem", "certificate_chain_pem");
        return DeviceIdentity.of(file);
    }

    private static AgentConfig config() {
        DeviceCapabilities capabilities =
                new DeviceCapabilities(List.of(new ChannelInfo(1, List.of(new StreamInfo("main", 1280, 720, 25, 2000)), "PCMA", true, false)));
        return new AgentConfig("1.0.0", 3, () -> capabilities, () -> "rtsp://127.0.0.1:8600", () -> 0, null);
    }
}
