package vedette.pu;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vedette.device.DeviceJson;
import vedette.stun.TransactionId;
import vedette.stun.netty.TurnListener;
import vedette.stun.netty.TurnListenerSettings;
import vedette.stun.server.CredentialRegistry;
import vedette.stun.server.TurnEvents;
import vedette.testkit.Covers;

/** A unit asks a real STUN server on 127.0.0.1 for its address and tells the SCU (H.626.4 §8.3). */
@Timeout(90)
class PremisesUnitTraversalIT {
    @TempDir
    Path directory;

    private final BlockingQueue<String> flows = new LinkedBlockingQueue<>();
    private PuFixture fixture;
    private TurnListener server;

    @BeforeEach
    void start() throws Exception {
        server = TurnListener.start(
                TurnListenerSettings.of(InetAddress.ofLiteral("127.0.0.1"), 0, -1, null, 41_000, 41_009),
                settings -> settings,
                new CredentialRegistry("vedette", new SecureRandom()),
                new TurnEvents() {
                    @Override
                    public void flow(String flowId, InetSocketAddress source, TransactionId id) {
                        flows.add(flowId);
                    }
                },
                null);
        fixture = new PuFixture();
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
        server.close();
    }

    @Test
    @Covers({"H6264-8.3-S1", "H6264-8.3-S2", "H6264-8.3-S3", "H6264-8.3-S7"})
    void addressIsAskedOfTheServer_toldUnderOneFlow_andEachStepReported() throws Exception {
        fixture.scu.stun = List.of("127.0.0.1:9", "127.0.0.1:" + server.port());
        PremisesUnit unit = fixture.start(directory, PuOptions.loopback(0));
        String flowId = flows.poll(30, TimeUnit.SECONDS);
        assertThat(flowId).as("S1 carries the flow; the dead first server is passed over").startsWith("flw_");
        JsonNode auth = fixture.scu.awaitRequest("device.auth").path("params");
        assertThat(auth.path("flow").path("flow_id").asString()).isEqualTo(flowId);
        assertThat(auth.path("flow").path("step").asString()).isEqualTo("S3");
        assertThat(auth.path("nonce").asString()).isEqualTo("YXV0aA");
        assertThat(auth.path("nat_addr").asString()).startsWith("127.0.0.1:");
        assertThat(auth.path("mapping").asString()).isEqualTo("none");
        assertThat(DeviceJson.texts(auth.path("local_addrs")))
                .containsExactly("127.0.0.1:" + unit.rtspUrl().orElseThrow().getPort());
        List<String> steps = new ArrayList<>();
        while (!steps.containsAll(List.of("S2", "S7"))) {
            for (JsonNode event : fixture.scu.awaitRequest("flow.report").path("params").path("events")) {
                if (event.path("flow_id").asString("").equals(flowId)) {
                    steps.add(event.path("step").asString());
                }
            }
        }
        assertThat(steps).containsExactly("S2", "S7");
    }
}
