package vedette.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vedette.testkit.Processes;

/** The lab tells the truth: each kind of NAT lets through what its kind says, measured with plain sockets. */
class NetworkLabIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static NetworkLab lab;
    private static LabNat natA;
    private static LabNat natB;
    private static LabHost hostA;
    private static LabHost hostB;
    private static int pairs;
    private static final List<Processes> SERVERS = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        lab = NetworkLab.open();
        natA = lab.addNat("nat-a", "203.0.113.21");
        natB = lab.addNat("nat-b", "203.0.113.22");
        hostA = natA.addHost("host-a");
        hostB = natB.addHost("host-b");
        server(lab.server(), "rendezvous");
        server(lab.server(), "listen", "443");
        server(lab.server(), "listen", "8444");
    }

    @AfterAll
    static void close() {
        SERVERS.forEach(Processes::close);
        if (lab != null) {
            lab.close();
        }
    }

    private static Processes program(LabHost host, String... arguments) {
        try {
            Path classes = Path.of(Puncher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path main = Path.of(NetworkLab.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-cp", classes + ":" + main, Puncher.class.getName()));
            command.addAll(List.of(arguments));
            return host.start(command.toArray(String[]::new));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void server(LabHost host, String... arguments) throws InterruptedException {
        Processes server = program(host, arguments);
        SERVERS.add(server);
        awaitReady(server);
    }

    private static void awaitReady(Processes server) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!server.outputText().contains("ready")) {
            assertThat(System.nanoTime()).as("ready in time: %s", server.errorText()).isLessThan(end);
            server.process().waitFor(20, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
    }

    private static String result(Processes program) {
        try (program) {
            return program.await(LIMIT).text().strip();
        }
    }

    private static String punch(LabHost one, LabHost other) {
        String pair = "pair" + pairs++;
        Processes first = program(one, "punch", pair, "a");
        Processes second = program(other, "punch", pair, "b");
        String result = result(first);
        assertThat(result(second)).as("both ends see the same").isEqualTo(result);
        return result;
    }

    private static String call(LabHost host, int port) {
        return result(program(host, "call", NetworkLab.SERVER_ADDRESSES.getLast(), Integer.toString(port)));
    }

    @ParameterizedTest
    @CsvSource({
        "cone, cone, direct",
        "cone, symmetric, none",
        "symmetric, symmetric, none",
        "full-cone, full-cone, direct",
        "full-cone, cone, direct",
        "full-cone, symmetric, direct",
        "udp-blocked, full-cone, no server"
    })
    void punchingGoesAsTheKindsSay(String a, String b, String expected) {
        natA.become(NatKind.of(a));
        natB.become(NatKind.of(b));
        if (expected.equals("no server")) {
            assertThat(result(program(hostA, "punch", "alone", "a"))).isEqualTo(expected);
        } else {
            assertThat(punch(hostA, hostB)).isEqualTo(expected);
        }
    }

    @Test
    void hostsOfOneNatAndPublicHostsReachEachOther() {
        natA.become(NatKind.FULL_CONE);
        natB.become(NatKind.CONE);
        LabHost sister = natA.addHost("sister");
        LabHost open = lab.addPublicHost("open", "203.0.113.31");

        assertThat(punch(open, hostB)).isEqualTo("direct");
        assertThat(punch(sister, hostB)).as("each host of a full cone has its own hole").isEqualTo("direct");
        try (Processes neighbour = program(sister, "listen", "7000")) {
            awaitReady(neighbour);
            assertThat(result(program(hostA, "call", sister.address(), "7000"))).isEqualTo("connected");
            assertThat(result(program(open, "call", natA.address(), "7000"))).isEqualTo("none");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsBlockedIsBlockedAndTheRestPasses() {
        natA.become(NatKind.UDP_BLOCKED);
        assertThat(call(hostA, 443)).isEqualTo("connected");
        assertThat(call(hostA, 8444)).isEqualTo("connected");

        natA.become(NatKind.ONLY_443);
        assertThat(call(hostA, 443)).isEqualTo("connected");
        assertThat(call(hostA, 8444)).isEqualTo("none");
        assertThat(result(program(hostA, "punch", "lonely", "a"))).isEqualTo("no server");
    }

    @Test
    void peersCanBeShutOutWhileTheServerStaysReachable() {
        natA.become(NatKind.FULL_CONE);
        natB.become(NatKind.FULL_CONE);
        natB.allowPeers(false);
        assertThat(punch(hostA, hostB)).isEqualTo("none");
        natB.allowPeers(true);
        assertThat(punch(hostA, hostB)).isEqualTo("direct");
    }

    @Test
    void aNatAndAHostCanMove() {
        natA.become(NatKind.CONE);
        natB.become(NatKind.CONE);
        natB.moveTo("203.0.113.122");
        hostB.moveTo("10.10.2.77");
        assertThat(punch(hostA, hostB)).isEqualTo("direct");
        natB.moveTo("203.0.113.22");
        hostB.moveTo("10.10.2.2");
    }

    @Test
    void theShareOfLostPacketsIsWhatWasAsked() {
        natB.become(NatKind.CONE);
        natB.lose(10);
        String[] counted = transfer(4000, 800);
        natB.lose(0);
        assertThat(100 - Integer.parseInt(counted[0]) / 40.0).isCloseTo(10, within(2.5));
        assertThat(transfer(500, 200)[0]).isEqualTo("500");
    }

    @Test
    void aSlowLinkIsAsSlowAsWasAsked() {
        natB.become(NatKind.CONE);
        hostB.limitUplink(1000);
        String[] counted = transfer(1000, 2000); // 4 Mbit/s offered
        hostB.limitUplink(0);
        double kbps = Integer.parseInt(counted[0]) * 1028 * 8.0 / Integer.parseInt(counted[1]);
        assertThat(kbps).isCloseTo(1000, within(150.0));
    }

    /** Datagrams that arrived at the server, milliseconds from first to last. */
    private static String[] transfer(int datagrams, int millis) {
        try (Processes counter = program(lab.server(), "count")) {
            awaitReady(counter);
            result(program(hostB, "send", NetworkLab.SERVER_ADDRESSES.getFirst(), Integer.toString(datagrams), Integer.toString(millis)));
            return counter.await(LIMIT).text().replace("ready", "").strip().split(" ");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingIsLeftWhenALabEnds() throws Exception {
        ProcessHandle sleeper;
        try (NetworkLab other = NetworkLab.open()) {
            LabHost host = other.addNat("nat", "203.0.113.21").addHost("host");
            Processes running = host.start("sleep", "600");
            sleeper = running.process().toHandle();
            assertThat(sleeper.isAlive()).isTrue();
        }
        sleeper.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> lab.addNat("nat-a", "203.0.113.50")).hasMessageContaining("new name").hasMessageContaining("nat-a");
        assertThatThrownBy(() -> lab.host("nobody")).hasMessageContaining("host-a");
        assertThat(new LabConsole(lab).answer("become nat-a square")).startsWith("error Expected a kind of NAT");
        assertThat(new LabConsole(lab).answer("become nat-a cone")).isEqualTo("ok nat-a (cone, 203.0.113.21)");
    }
}
