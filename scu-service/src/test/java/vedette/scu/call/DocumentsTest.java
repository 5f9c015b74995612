package vedette.scu.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.yaml.snakeyaml.Yaml;
import vedette.contracts.IceServer;
import vedette.contracts.Ids;
import vedette.contracts.Problem;
import vedette.contracts.device.ChannelInfo;
import vedette.contracts.device.DeviceCapabilities;
import vedette.contracts.device.DeviceMedia;
import vedette.contracts.device.StreamInfo;
import vedette.contracts.device.ViewerCapabilities;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowEvents;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.CapabilitiesChanged;
import vedette.contracts.ps.Challenge;
import vedette.contracts.ps.ChallengeRequest;
import vedette.contracts.ps.ChannelChallenge;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.ChannelProof;
import vedette.contracts.ps.ChannelReady;
import vedette.contracts.ps.ClockSync;
import vedette.contracts.ps.ConfigSet;
import vedette.contracts.ps.DeviceAuth;
import vedette.contracts.ps.DeviceAuthResult;
import vedette.contracts.ps.DeviceRegistered;
import vedette.contracts.ps.DeviceRegistration;
import vedette.contracts.ps.Empty;
import vedette.contracts.ps.Heartbeat;
import vedette.contracts.ps.HeartbeatResult;
import vedette.contracts.ps.LeaseRenewal;
import vedette.contracts.ps.MediaAnswer;
import vedette.contracts.ps.MediaCandidate;
import vedette.contracts.ps.MediaOffer;
import vedette.contracts.ps.MediaProof;
import vedette.contracts.ps.RelayConnect;
import vedette.contracts.ps.RelayConnected;
import vedette.contracts.ps.RelayTicket;
import vedette.contracts.ps.RelayTicketRequest;
import vedette.contracts.ps.RpcFailure;
import vedette.contracts.ps.RpcRequest;
import vedette.contracts.ps.RpcResult;
import vedette.contracts.ps.SessionCheck;
import vedette.contracts.ps.SessionEndOrder;
import vedette.contracts.ps.SessionEndedReport;
import vedette.contracts.ps.SessionKeyframe;
import vedette.contracts.ps.SessionModified;
import vedette.contracts.ps.SessionModify;
import vedette.contracts.ps.SessionPathReport;
import vedette.contracts.sc.BootstrapPayload;
import vedette.contracts.sc.DigestResponse;
import vedette.contracts.sc.Leases;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SignedBootstrap;
import vedette.platform.internal.Callers;
import vedette.scu.channel.Frames;
import vedette.testkit.Covers;

/** The documents that vendors and services read say the same as the code. */
class DocumentsTest {
    private static final String SIGNATURE = "A".repeat(86);
    private static final String HASH = "h".repeat(43);
    private static final String FINGERPRINT = "AB:".repeat(31) + "CD";
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.000Z");
    private static final String SESSION = Ids.next("ses");
    private static final String DEVICE = Ids.next("dev");
    private static final FlowRef FLOW = new FlowRef("8.4", Ids.next("flw"), "S5", Ids.next("evt"));
    private static final DeviceCapabilities CAPABILITIES =
            new DeviceCapabilities(List.of(new ChannelInfo(1, List.of(new StreamInfo("main", 1280, 720, 25, 2000)), "PCMA", true, false)));

    record Sample(String schema, Object body) {}

    static Stream<Sample> samples() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("challenge-request", new ChallengeRequest("VDT-0000-0001"));
        all.put("challenge", new Challenge(HASH, 60_000));
        all.put("register", new DeviceRegistration(
                "VDT-0000-0001", "pu", "Ym9vdGJvb3Rib290Ym9v", HASH, List.of("-----BEGIN"), SIGNATURE, HASH, "1.0", "Cube", 3, List.of(1),
                CAPABILITIES, new DeviceMedia("rtsp://10.0.0.2:8600")));
        all.put("registered", new DeviceRegistered(DEVICE, "wss://127.0.0.1:8444/scu/v1/channel", 60_000, 86_400_000, NOW));
        all.put("bootstrap", new SignedBootstrap("cGF5bG9hZA", "a2V5", SIGNATURE));
        all.put("bootstrap-payload", new BootstrapPayload(
                HASH, NOW, "https://example.org", List.of(1), 60_000,
                List.of(new BootstrapPayload.Node("1", "https://127.0.0.1:8444", null, List.of("register"))), List.of("-----BEGIN"), Map.of()));
        all.put("channel.challenge.params", new ChannelChallenge(HASH, "1", "boot_1", NOW));
        all.put("channel.challenge.result", new ChannelProof(DEVICE, "Ym9vdGJvb3Rib290Ym9v", SIGNATURE));
        all.put("channel.ready.params", new ChannelReady(60_000, 1, NOW, 1, List.of("203.0.113.7:3478"), "n".repeat(43)));
        all.put("heartbeat.params", new Heartbeat(1, 0, NOW));
        all.put("heartbeat.result", new HeartbeatResult(NOW, -3L));
        all.put("session.verify.params", new SessionCheck(
                SESSION, null, new DigestResponse(SESSION, "vedette", "n", "rtsp://x", "DESCRIBE", "MD5", "00", null, null, null), FINGERPRINT,
                "10.0.0.3", "rtsp", FLOW));
        all.put("session.verify.result", new SessionVerified(
                true, null, SESSION, new ViewerCapabilities(1280, 720, 25, 2000, List.of("H264"), List.of("PCMA")), 1, "main", "usr_1", 900_000L,
                "bm9uY2U", FINGERPRINT, FLOW));
        all.put("session.path.params", new SessionPathReport(
                SESSION, "relayed", "10.0.0.2:1", "10.0.0.3:2", "no direct pair worked", "relay", "srflx", "1"));
        all.put("session.lease.params", new LeaseRenewal(List.of(SESSION)));
        all.put("session.lease.result", new Leases(List.of(new Leases.Lease(SESSION, 900_000))));
        all.put("session.ended.params", new SessionEndedReport(SESSION, "viewer-left", 1, 2));
        all.put("media.candidate.params", new MediaCandidate(SESSION, null));
        all.put("flow.report.params", new FlowEvents(List.of(
                new FlowEvent(Ids.next("evt"), "8.4", FLOW.flowId(), "S9", "scu", "pu", "session.verify.result", "ok", null, "m", 1, NOW, null))));
        all.put("device.capabilities.params", new CapabilitiesChanged(CAPABILITIES));
        all.put("device.button.params", new Empty());
        all.put("media.offer.params", new MediaOffer(
                SESSION, "token", "v=0", List.of(new IceServer(List.of("turn:203.0.113.7:3478?transport=udp"), "1:s:pu", "x")), false, FLOW));
        all.put("device.auth.params", new DeviceAuth(
                HASH, SIGNATURE, List.of("10.0.0.2:50000", "[2001:db8::2]:50000"), "203.0.113.9:40000", "endpoint-independent", "address-dependent", FLOW));
        all.put("device.auth.result", new DeviceAuthResult(true, HASH, FLOW));
        all.put("media.relay.connect.params", new RelayConnect(
                Ids.next("rly"), 1, "main", "https://203.0.113.7:8445/v1/reverse", "ticket", List.of("-----BEGIN"), FLOW));
        all.put("media.relay.connect.result", new RelayConnected(true));
        all.put("media.relay.ticket.params", new RelayTicketRequest(Ids.next("rly")));
        all.put("media.relay.ticket.result", new RelayTicket("https://203.0.113.7:8445/v1/reverse", "ticket", List.of("-----BEGIN")));
        all.put("media.offer.result", new MediaAnswer("v=0", new MediaProof("bm9uY2U", FINGERPRINT, "ufrag", SIGNATURE), FLOW));
        all.put("session.end.params", new SessionEndOrder(SESSION, "revoked"));
        all.put("session.modify.params", new SessionModify(SESSION, "sub", 640, 360, 15, 300, false));
        all.put("session.modify.result", new SessionModified(new SessionModified.Applied(640, 360, 15, 300, false)));
        all.put("session.keyframe.params", new SessionKeyframe(SESSION));
        all.put("clock.sync.params", new ClockSync(NOW));
        all.put("config.set.params", new ConfigSet(5000L, List.of("203.0.113.7:3478")));
        all.put("rpc-request", RpcRequest.of("1", "heartbeat", new Empty()));
        all.put("rpc-result", RpcResult.of("1", new Empty()));
        all.put("rpc-failure", RpcFailure.of(null, -32001, "no", Problem.of("session-refused", "t", 409, "d")));
        return all.entrySet().stream().map(entry -> new Sample(entry.getKey(), entry.getValue()));
    }

    private static String resource(String path) {
        try (InputStream in = DocumentsTest.class.getClassLoader().getResourceAsStream(path)) {
            assertThat(in).as(path).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    @Covers("IF-Ps")
    void record_isValidByItsSchema_andEveryFieldIsDescribed(Sample sample) {
        String text = resource("schemas/device/" + sample.schema + ".json");
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(text, InputFormat.JSON);
        String json = Frames.MAPPER.writeValueAsString(sample.body);
        assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
        Set<String> described = Frames.MAPPER.readTree(text).path("properties").propertyNames().stream().collect(java.util.stream.Collectors.toSet());
        Set<String> sent = Set.copyOf(Frames.MAPPER.readTree(json).propertyNames());
        assertThat(described).containsAll(sent);
    }

    @Test
    void everySchema_hasASample_orIsAnEmptyResult() {
        Set<String> sampled = new TreeSet<>(samples().map(Sample::schema).toList());
        Stream.concat(ChannelMethods.FROM_DEVICE.stream(), ChannelMethods.FROM_SCU.stream()).forEach(method -> {
            assertThat(sampled).contains(method + ".params");
            String result = resource("schemas/device/" + method + ".result.json");
            assertThat(sampled.contains(method + ".result") || Frames.MAPPER.readTree(result).path("properties").isEmpty()).as(method).isTrue();
        });
    }

    @Test
    @SuppressWarnings("unchecked")
    void asyncApi_listsExactlyTheMethodsOfTheCode() {
        Map<String, Map<String, Object>> operations =
                (Map<String, Map<String, Object>>) new Yaml().<Map<String, Object>>load(resource("asyncapi/device-channel.yaml")).get("operations");
        Set<String> fromDevice = new TreeSet<>();
        Set<String> fromScu = new TreeSet<>();
        operations.values().forEach(operation ->
                ("send".equals(operation.get("action")) ? fromDevice : fromScu).add(String.valueOf(operation.get("title"))));
        assertThat(fromDevice).isEqualTo(new TreeSet<>(ChannelMethods.FROM_DEVICE));
        assertThat(fromScu).isEqualTo(new TreeSet<>(ChannelMethods.FROM_SCU));
    }

    @Test
    @SuppressWarnings("unchecked")
    void openApi_namesTheInternalOperationsAndTheirCallers() {
        Map<String, Map<String, Map<String, Object>>> paths =
                (Map<String, Map<String, Map<String, Object>>>) new Yaml().<Map<String, Object>>load(resource("openapi/scu.yaml")).get("paths");
        Map<String, Set<String>> documented = new TreeMap<>();
        paths.forEach((path, methods) -> methods.forEach((method, operation) -> {
            if (path.startsWith("/internal/")) {
                documented.put(method + " " + path, new TreeSet<>((List<String>) operation.get("x-callers")));
            }
        }));
        Map<String, Set<String>> coded = new TreeMap<>();
        for (Method method : Stream.of(InternalController.class, RelayController.class).flatMap(type -> Arrays.stream(type.getDeclaredMethods())).toList()) {
            Callers callers = method.getAnnotation(Callers.class);
            GetMapping get = method.getAnnotation(GetMapping.class);
            PostMapping post = method.getAnnotation(PostMapping.class);
            boolean forViewers = post != null && post.value()[0].startsWith("/scu/");
            if (get != null || (post != null && !forViewers)) {
                assertThat(callers).as(method.getName()).isNotNull();
                String key = get != null ? "get " + get.value()[0] : "post " + (post == null ? "" : post.value()[0]);
                coded.put(key, new TreeSet<>(Arrays.asList(callers.value())));
            }
        }
        assertThat(coded).isEqualTo(documented);
        assertThat(paths.keySet()).contains("/scu/v1/bootstrap", "/scu/v1/challenges", "/scu/v1/devices:register", "/scu/v1/channel", "/scu/v1/signal", "/scu/v1/relay-requests");
    }
}
