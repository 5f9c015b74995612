package vedette.mtu;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sd.IceServerEntry;
import vedette.contracts.sd.RelayAddresses;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayList;
import vedette.contracts.sd.RelayPatch;
import vedette.contracts.sd.RelayRequest;
import vedette.mtu.turn.TurnService;
import vedette.stun.client.BindingResult;
import vedette.stun.client.NatBehaviour;
import vedette.stun.client.NatReport;
import vedette.stun.client.StunProbe;
import vedette.stun.client.StunTiming;
import vedette.testkit.Covers;
import vedette.testkit.Processes;

/** The MTU as STUN and TURN server, commanded as the SCU does, with coturn's client (Debian package coturn). */
class TurnRelayIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    Path data;

    private RunningMtu mtu;

    @BeforeEach
    void start() throws Exception {
        mtu = new RunningMtu(data, Map.of("vedette.mtu.turn.private-peers", "127.0.0.1/32"));
    }

    @AfterEach
    void stop() {
        mtu.close();
    }

    private InetSocketAddress server() {
        return new InetSocketAddress("127.0.0.1", mtu.context.getBean(TurnService.class).addresses().port());
    }

    private static RelayRequest request(String session, String... addresses) {
        return new RelayRequest(
                session, Ids.next("dev"), "tnt_1", 1, "main", RelayRequest.TURN, 60_000, new RelayAddresses(List.of(addresses), List.of(addresses)));
    }

    private RelayAnswer command(RelayRequest request, FlowRef flow) throws Exception {
        HttpResponse<String> answer = mtu.internal("POST", "/internal/v1/relays", request, flow);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return CmuStub.MAPPER.readValue(answer.body(), RelayAnswer.class);
    }

    private static IceServerEntry turn(List<IceServerEntry> servers) {
        return servers.stream().filter(server -> server.username() != null).findFirst().orElseThrow();
    }

    /** Two clients of one session send each other 2 × 40 packets of 200 bytes through their relays. */
    private String relay(IceServerEntry credential, String... options) {
        List<String> command = new java.util.ArrayList<>(List.of("turnutils_uclient", "-y", "-c", "-m", "1", "-n", "40", "-l", "200", "-z", "5"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-p", Integer.toString(server().getPort()), "-u", credential.username(), "-w", credential.credential(), "127.0.0.1"));
        try (Processes client = Processes.start(command)) {
            return client.await(LIMIT).text() + client.errorText();
        }
    }

    @Test
    @Covers({"H6264-7.3-c", "IF-Sd", "IF-Mp", "IF-Pd"})
    void commandedRelay_carriesPackets_andIsInTheTrace() throws Exception {
        FlowRef flow = new FlowRef("11.3b", Ids.next("flw"), "R03", Ids.next("evt"));
        String session = Ids.next("ses");
        RelayAnswer answer = command(request(session, "127.0.0.1"), flow);
        IceServerEntry viewer = turn(answer.iceServers().cu());
        IceServerEntry device = turn(answer.iceServers().pu());
        assertThat(viewer.username()).matches("\\d+:" + session + ":cu");
        assertThat(device.username()).matches("\\d+:" + session + ":pu");
        assertThat(viewer.urls()).containsExactly(
                "turn:127.0.0.1:" + server().getPort() + "?transport=udp",
                "turn:127.0.0.1:" + server().getPort() + "?transport=tcp",
                "turns:127.0.0.1:" + mtu.context.getBean(TurnService.class).addresses().tlsPort() + "?transport=tcp");

        assertThat(relay(device)).contains("tot_send_msgs=80, tot_recv_msgs=80");
        assertThat(relay(viewer, "-t")).contains("tot_send_msgs=80, tot_recv_msgs=80");

        RelayList list = CmuStub.MAPPER.readValue(mtu.internal("GET", "/internal/v1/relays", null, null).body(), RelayList.class);
        assertThat(list.items()).singleElement().satisfies(relay -> {
            assertThat(relay.sessionId()).isEqualTo(session);
            assertThat(relay.traffic().packetsFromClients()).isGreaterThanOrEqualTo(160);
            assertThat(relay.traffic().bytesFromClients()).isGreaterThanOrEqualTo(160 * 200);
            assertThat(relay.traffic().mediaBytes()).isPositive();
        });
        assertThat(mtu.counters().stats().relayedBytes()).isGreaterThanOrEqualTo(160 * 200);

        RunningMtu.await("R03 and both R05", () -> mtu.cmu.flows.stream().filter(event -> event.flowId().equals(flow.flowId())).count() >= 3);
        List<FlowEvent> events = mtu.cmu.flows.stream().filter(event -> event.flowId().equals(flow.flowId())).toList();
        assertThat(events).extracting(FlowEvent::step).containsExactlyInAnyOrder("R03", "R05", "R05");
        FlowEvent commanded = events.stream().filter(event -> event.step().equals("R03")).findFirst().orElseThrow();
        assertThat(commanded.from()).isEqualTo("scu");
        assertThat(events).filteredOn(event -> event.step().equals("R05"))
                .allSatisfy(event -> assertThat(event.cause()).isEqualTo(commanded.eventId()))
                .extracting(FlowEvent::from).containsExactlyInAnyOrder("cu", "pu");
    }

    @Test
    @Covers({"IF-Sd", "H6264-7.3-c"})
    void withoutACommand_orAfterItsEnd_nothingIsRelayed() throws Exception {
        IceServerEntry invented = new IceServerEntry(List.of(), "1999999999:" + Ids.next("ses") + ":cu", "secret");
        assertThat(relay(invented)).doesNotContain("tot_recv_msgs=80");

        RelayAnswer answer = command(request(Ids.next("ses"), "127.0.0.1"), new FlowRef("11.3b", Ids.next("flw"), "R03", null));
        assertThat(mtu.internal("DELETE", "/internal/v1/relays/" + answer.relayId(), null, null).statusCode()).isEqualTo(204);
        assertThat(relay(turn(answer.iceServers().pu()))).doesNotContain("tot_recv_msgs=80");
        assertThat(mtu.counters().stats().allocations()).isZero();
        assertThat(mtu.counters().traffic().packetsFromClients()).isZero();
        assertThat(mtu.counters().stun().authenticationFailures()).isPositive();
    }

    @Test
    void commands_areChecked_andRepeatable() throws Exception {
        String session = Ids.next("ses");
        assertThat(mtu.internal("POST", "/internal/v1/relays", request("ses_x"), null).statusCode()).isEqualTo(400);
        assertThat(mtu.internal("POST", "/internal/v1/relays", request(session, "host.example"), null).statusCode()).isEqualTo(400);
        RelayAnswer answer = command(request(session, "127.0.0.1"), new FlowRef("11.3b", Ids.next("flw"), "R03", null));
        String path = "/internal/v1/relays/" + answer.relayId();
        assertThat(mtu.internal("PATCH", path, new RelayPatch(new RelayAddresses(List.of("203.0.113.9"), null), 120_000L), null).statusCode())
                .isEqualTo(204);
        assertThat(mtu.internal("PATCH", path, new RelayPatch(null, 1L), null).statusCode()).isEqualTo(400);
        assertThat(mtu.internal("POST", path + ":ticket", null, null).statusCode()).isEqualTo(409);
        assertThat(mtu.internal("DELETE", path, null, null).statusCode()).isEqualTo(204);
        assertThat(mtu.internal("DELETE", path, null, null).statusCode()).isEqualTo(204);
        assertThat(mtu.internal("PATCH", path, new RelayPatch(null, 60_000L), null).statusCode()).isEqualTo(404);
    }

    @Test
    @Covers({"H6264-7.3-b", "H6264-8.3-S1", "H6264-8.3-S2"})
    void binding_tellsTheAddress_andRecordsTheFlowOnce() throws Exception {
        String flowId = Ids.next("flw");
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            BindingResult result = StunProbe.bind(socket, server(), StunTiming.QUICK, flowId);
            assertThat(result).isInstanceOfSatisfying(BindingResult.Answered.class, answered ->
                    assertThat(answered.mapped()).isEqualTo(new InetSocketAddress("127.0.0.1", socket.getLocalPort())));
        }
        RunningMtu.await("8.3 S1", () -> mtu.cmu.flows.stream().anyMatch(event -> event.flowId().equals(flowId)));
        assertThat(mtu.cmu.flows).filteredOn(event -> event.flowId().equals(flowId)).singleElement().satisfies(event -> {
            assertThat(event.step()).isEqualTo("S1");
            assertThat(event.from()).isEqualTo("pu");
            assertThat(event.to()).isEqualTo("mtu");
        });

        NatReport report = StunProbe.discover(List.of(server()), null, StunTiming.QUICK, null);
        assertThat(report.mapping()).isEqualTo(NatBehaviour.NONE);
    }

    @Test
    void flowsOfOneSource_areLimited() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (int i = 0; i < 30; i++) {
                assertThat(StunProbe.bind(socket, server(), StunTiming.QUICK, Ids.next("flw"))).isInstanceOf(BindingResult.Answered.class);
            }
        }
        String last = Ids.next("flw");
        command(request(Ids.next("ses")), new FlowRef("11.3b", last, "R03", null));
        RunningMtu.await("the later event", () -> mtu.cmu.flows.stream().anyMatch(event -> event.flowId().equals(last)));
        assertThat(mtu.cmu.flows.stream().filter(event -> event.flow().equals("8.3")).count()).isBetween(5L, 15L);
    }

    @Test
    void registration_tellsAddressesAndLoad() throws Exception {
        RunningMtu.await("registration", () -> !mtu.cmu.registrations.isEmpty());
        ServiceInstance self = mtu.cmu.registrations.getLast();
        assertThat(self.media().stun()).containsExactly("127.0.0.1:" + server().getPort());
        assertThat(self.media().turn()).hasSize(3);
        assertThat(self.media().rtsp()).startsWith("rtsp://127.0.0.1:");
        assertThat(self.media().reverse()).startsWith("https://127.0.0.1:");
        assertThat(self.deviceTlsCaPem()).contains("BEGIN CERTIFICATE");
        assertThat(self.load()).isZero();
        assertThat(self.stats().allocations()).isZero();
    }
}
