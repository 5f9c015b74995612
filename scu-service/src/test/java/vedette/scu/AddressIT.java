package vedette.scu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.DeviceAuth;
import vedette.contracts.ps.DeviceProofs;
import vedette.scu.relay.Mtus;
import vedette.testkit.Covers;

/** Flow 8.3 at the SCU: S3, S4, S6, S7, and every proof that must not pass. */
class AddressIT {
    @TempDir
    static Path data;

    static RunningScu scu;

    private RawDevice device;
    private String deviceId;
    private RawSocket channel;
    private JsonNode ready;

    @BeforeAll
    static void start() throws Exception {
        scu = RunningScu.start(data);
        MtuDouble mtu = new MtuDouble(data, "1");
        scu.cmu.mtus.add(mtu.item("default", 0.1, false, 0));
        scu.context.getBean(Mtus.class).refresh();
    }

    @AfterAll
    static void stop() {
        scu.close();
    }

    @BeforeEach
    void connect() throws Exception {
        device = scu.device(null);
        deviceId = device.register();
        channel = device.open(deviceId);
        ready = channel.nextCall(ChannelMethods.CHANNEL_READY);
    }

    private DeviceAuth signed(String nonce, String natAddr, String signedNatAddr, FlowRef flow) {
        List<String> local = List.of("192.168.1.20:50000", "[2001:db8::20]:50000");
        String text = DeviceProofs.address(CmuDouble.ORIGIN, nonce, device.bootId, local, signedNatAddr, "endpoint-independent", "address-dependent");
        return new DeviceAuth(nonce, device.identity.sign(text), local, natAddr, "endpoint-independent", "address-dependent", flow);
    }

    private JsonNode tell(String id, DeviceAuth body) throws Exception {
        return RawDevice.call(channel, id, ChannelMethods.DEVICE_AUTH, body);
    }

    @Test
    @Covers({"H6264-8.3-S3", "H6264-8.3-S4", "H6264-8.3-S6", "H6264-8.3-S7"})
    void signedAddresses_reachTheCmu_andTheNextNonceComesBack() throws Exception {
        assertThat(ready.path("params").path("stun").path(0).asString()).isEqualTo("203.0.113.1:3478");
        String flowId = Ids.next("flw");
        String nonce = ready.path("params").path("auth_nonce").asString();
        JsonNode answer = tell("a1", signed(nonce, "203.0.113.9:40000", "203.0.113.9:40000", new FlowRef("8.3", flowId, "S3", Ids.next("evt"))));
        assertThat(answer.path("result").path("ok").asBoolean()).isTrue();
        assertThat(answer.path("result").path("flow").path("step").asString()).isEqualTo("S7");
        assertThat(scu.cmu.addresses.get(deviceId).natAddr()).isEqualTo("203.0.113.9:40000");
        assertThat(scu.cmu.addresses.get(deviceId).localAddrs()).hasSize(2);
        assertThat(scu.cmu.addresses.get(deviceId).peerAddress()).isEqualTo("127.0.0.1");

        RunningScu.await("S3, S4, S6", () -> scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId)).map(FlowEvent::step).distinct().count() >= 3);
        FlowEvent s3 = step(flowId, "S3");
        FlowEvent s4 = step(flowId, "S4");
        FlowEvent s6 = step(flowId, "S6");
        assertThat(s4.cause()).isEqualTo(s3.eventId());
        assertThat(s6.cause()).isEqualTo(s4.eventId());
        assertThat(answer.path("result").path("flow").path("cause").asString()).isEqualTo(s6.eventId());

        String next = answer.path("result").path("next_nonce").asString();
        assertThat(tell("a2", signed(next, "203.0.113.9:40001", "203.0.113.9:40001", null)).path("result").path("ok").asBoolean()).isTrue();
        assertThat(scu.cmu.addresses.get(deviceId).natAddr()).as("newer addresses replace older ones").isEqualTo("203.0.113.9:40001");
    }

    private static FlowEvent step(String flowId, String step) {
        return scu.cmu.flows.stream().filter(e -> e.flowId().equals(flowId) && e.step().equals(step)).findFirst().orElseThrow();
    }

    @Test
    @Covers("H6264-8.3-S3")
    void wrongSignature_closesTheChannel_andNothingIsStored() throws Exception {
        String nonce = ready.path("params").path("auth_nonce").asString();
        channel.send(Frames.request("w", signed(nonce, "198.51.100.1:1", "203.0.113.9:40000", null)));
        assertThat(channel.closeCode()).isEqualTo(4403);
        assertThat(scu.cmu.addresses).doesNotContainKey(deviceId);
    }

    @Test
    @Covers("H6264-8.3-S3")
    void replayedNonce_isRefused() throws Exception {
        String nonce = ready.path("params").path("auth_nonce").asString();
        tell("r1", signed(nonce, "203.0.113.9:40000", "203.0.113.9:40000", null));
        JsonNode again = tell("r2", signed(nonce, "203.0.113.9:50000", "203.0.113.9:50000", null));
        assertThat(again.path("error").path("data").path("problem").path("code").asString()).isEqualTo("nonce-used");
        assertThat(scu.cmu.addresses.get(deviceId).natAddr()).isEqualTo("203.0.113.9:40000");
        RawDevice other = scu.device(null);
        RawSocket others = other.connect(other.register());
        JsonNode foreign = RawDevice.call(others, "r3", ChannelMethods.DEVICE_AUTH, signed(nonce, null, null, null));
        assertThat(foreign.path("error").path("data").path("problem").path("code").asString()).isEqualTo("nonce-used");
    }

    @Test
    void cmuAway_leavesTheNonce_andTheDeviceRepeats() throws Exception {
        String nonce = ready.path("params").path("auth_nonce").asString();
        DeviceAuth body = signed(nonce, "203.0.113.9:40000", "203.0.113.9:40000", null);
        scu.cmu.down = true;
        try {
            assertThat(tell("d", body).path("error").path("code").asInt()).isEqualTo(-32002);
        } finally {
            scu.cmu.down = false;
        }
        assertThat(tell("d", body).path("result").path("ok").asBoolean()).isTrue();
    }

    @Test
    void malformedAddresses_areRefused() throws Exception {
        String nonce = ready.path("params").path("auth_nonce").asString();
        DeviceAuth good = signed(nonce, null, null, null);
        for (DeviceAuth bad : List.of(
                new DeviceAuth(nonce, good.signature(), List.of("evil.example:1"), null, "none", "none", null),
                new DeviceAuth(nonce, good.signature(), List.of(), "203.0.113.9", "none", "none", null),
                new DeviceAuth(nonce, good.signature(), List.of(), null, "cone", "none", null),
                new DeviceAuth(nonce, good.signature(), java.util.Collections.nCopies(17, "10.0.0.1:1"), null, "none", "none", null))) {
            assertThat(tell(Ids.next("msg"), bad).path("error").path("code").asInt()).as(bad.toString()).isEqualTo(-32602);
        }
        assertThat(tell("fine", good).path("result").path("ok").asBoolean()).isTrue();
    }

    /** Frames without waiting for an answer. */
    private static final class Frames {
        static String request(String id, DeviceAuth body) {
            return vedette.scu.channel.Frames.call(id, ChannelMethods.DEVICE_AUTH, body);
        }
    }
}
