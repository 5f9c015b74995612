package vedette.stun.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vedette.stun.TransactionId;
import vedette.stun.client.NatBehaviour;
import vedette.stun.client.NatReport;
import vedette.stun.client.StunProbe;
import vedette.stun.client.StunTiming;
import vedette.stun.server.ClientPath;
import vedette.stun.server.CredentialRegistry;
import vedette.stun.server.Grant;
import vedette.stun.server.TurnEvents;
import vedette.testkit.Covers;
import vedette.testkit.FreePorts;
import vedette.testkit.Processes;
import vedette.testkit.Seeded;

/** Our listeners with coturn's clients (Debian package coturn) on loopback. */
class CoturnIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern TOTALS = Pattern.compile("start_mclient: tot_send_msgs=(\\d+), tot_recv_msgs=(\\d+)");

    @TempDir
    private static Path folder;

    private static TurnListenerSettings.Tls tls;

    @BeforeAll
    static void certificate() throws Exception {
        Path store = folder.resolve("turn.p12");
        Processes.run(
                LIMIT, Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "turn", "-keyalg", "EC",
                "-groupname", "secp256r1", "-dname", "CN=localhost", "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "loopback");
        KeyStore keys = KeyStore.getInstance(store.toFile(), "loopback".toCharArray());
        tls = new TurnListenerSettings.Tls(
                (PrivateKey) keys.getKey("turn", "loopback".toCharArray()), List.of((X509Certificate) keys.getCertificate("turn")));
    }

    private static String client(RunningTurn turn, int port, String... options) {
        CredentialRegistry.Issued credential = turn.issue("cu");
        List<String> command = new ArrayList<>(List.of("turnutils_uclient"));
        command.addAll(List.of(options));
        command.addAll(List.of("-p", Integer.toString(port), "-u", credential.username(), "-w", credential.password(), "127.0.0.1"));
        try (Processes process = Processes.start(command)) {
            Processes.Result result = process.await(LIMIT);
            return result.text() + result.err();
        }
    }

    private static void assertLossless(String output, int messages) {
        Matcher totals = TOTALS.matcher(output);
        assertThat(totals.find()).as(output).isTrue();
        assertThat(totals.group(1)).as(output).isEqualTo(Integer.toString(messages));
        assertThat(totals.group(2)).as(output).isEqualTo(Integer.toString(messages));
    }

    /** With ChannelData ({@code -y} alone), with Send indications ({@code -s}), with a payload whose ChannelData needs padding. */
    @ParameterizedTest
    @ValueSource(strings = {"-y -c -l 200", "-y -c -l 201", "-y -c -s -l 1000", "-t -y -c -l 200", "-t -y -c -l 203", "-t -y -c -s -l 1000", "-t -S -y -c -l 201"})
    @Covers({"H6264-7.3-c", "IF-Mp", "IF-Pd", "AMB-09"})
    void clients_meetThroughTheirRelays(String options) throws Exception {
        try (RunningTurn turn = RunningTurn.start(50_000, 50_063, tls)) {
            List<String> all = new ArrayList<>(List.of(options.split(" ")));
            all.addAll(List.of("-m", "2", "-n", "50", "-z", "5"));
            String output = client(turn, options.contains("-S") ? turn.listener.tlsPort() : turn.listener.port(), all.toArray(String[]::new));
            assertLossless(output, 100);
            assertThat(turn.session.traffic().packetsFromClients()).isGreaterThanOrEqualTo(100);
            assertThat(turn.session.traffic().mediaPackets()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-t", "-t -S"})
    @Covers({"H6264-7.3-c", "IF-Mp", "IF-Pd"})
    void clients_reachAPeerOutside(String options) throws Exception {
        int peerPort = FreePorts.udpPair();
        try (RunningTurn turn = RunningTurn.start(50_064, 50_127, tls);
                Processes peer = Processes.start("turnutils_peer", "-p", Integer.toString(peerPort), "-L", "127.0.0.1")) {
            assertThat(peer.process().isAlive()).isTrue();
            List<String> all = new ArrayList<>(options.isEmpty() ? List.of() : List.of(options.split(" ")));
            all.addAll(List.of("-c", "-e", "127.0.0.1", "-r", Integer.toString(peerPort), "-m", "2", "-n", "50", "-l", "160", "-z", "5"));
            String output = client(turn, options.contains("-S") ? turn.listener.tlsPort() : turn.listener.port(), all.toArray(String[]::new));
            assertLossless(output, 100);
            assertThat(turn.session.traffic().packetsFromClients()).isGreaterThanOrEqualTo(100);
            assertThat(turn.session.traffic().packetsToClients()).isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    @Covers({"H6264-7.3-b", "AMB-09"})
    void stunClient_andNatDiscovery_areAnswered() throws Exception {
        InetAddress two = InetAddress.ofLiteral("127.0.0.2");
        TurnListenerSettings plain = RunningTurn.settings(50_128, 50_159, null);
        TurnListenerSettings settings = new TurnListenerSettings(
                plain.bind(), plain.advertised(), FreePorts.udp(), -1, null, null, FreePorts.udp(), new TurnListenerSettings.OtherAddress(two, two),
                plain.relayPortFirst(), plain.relayPortLast(), 10, 10, plain.frameTimeout(), plain.idleTimeout());
        try (RunningTurn turn = new RunningTurn(settings, unchanged -> unchanged, TurnEvents.NONE, null)) {
            String port = Integer.toString(turn.listener.port());
            assertThat(Processes.run(LIMIT, "turnutils_stunclient", "-p", port, "127.0.0.1").text())
                    .contains("UDP reflexive addr: 127.0.0.1:").contains("RFC 5780 response 3");
            assertThat(Processes.run(LIMIT, "turnutils_natdiscovery", "-m", "-f", "-p", port, "-L", "127.0.0.1", "127.0.0.1").text())
                    .contains("No NAT! (Endpoint Independent Mapping)").contains("Endpoint Independent Filtering");
            NatReport ours = StunProbe.discover(
                    List.of(new InetSocketAddress("127.0.0.1", turn.listener.port())), RunningTurn.LOCAL, StunTiming.QUICK, null);
            assertThat(ours.mapping()).isEqualTo(NatBehaviour.NONE);
            assertThat(ours.filtering()).isEqualTo(NatBehaviour.ENDPOINT_INDEPENDENT);
        }
    }

    @Test
    void junkFlood_doesNotDisturbARelay() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch relaying = new CountDownLatch(2);
        TurnEvents events = new TurnEvents() {
            @Override
            public void allocated(Grant grant, ClientPath client, InetSocketAddress relayed, TransactionId id) {
                relaying.countDown();
            }
        };
        try (RunningTurn turn = new RunningTurn(RunningTurn.settings(50_160, 50_191, null), unchanged -> unchanged, events, null)) {
            InetSocketAddress target = new InetSocketAddress(RunningTurn.LOCAL, turn.listener.port());
            Thread flood = Thread.ofVirtual().start(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    var random = Seeded.random();
                    relaying.await();
                    for (int i = 0; i < 10_000; i++) {
                        byte[] junk = new byte[random.nextInt(1200)];
                        random.nextBytes(junk);
                        socket.send(new DatagramPacket(junk, junk.length, target));
                        sent.incrementAndGet();
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            String output = client(turn, turn.listener.port(), "-y", "-c", "-m", "2", "-n", "100", "-l", "200", "-z", "5");
            flood.join();
            assertThat(sent.get()).isEqualTo(10_000);
            assertLossless(output, 200);
            assertThat(turn.listener.stun().junkPackets()).isGreaterThan(1_000);
        }
    }

    @Test
    void secondTlsListener_relaysToo() throws Exception {
        int also = FreePorts.tcp();
        TurnListenerSettings plain = RunningTurn.settings(50_232, 50_255, tls);
        TurnListenerSettings settings = new TurnListenerSettings(
                plain.bind(), plain.advertised(), 0, 0, tls, new InetSocketAddress(RunningTurn.LOCAL, also), -1, null, plain.relayPortFirst(),
                plain.relayPortLast(), 10, 10, plain.frameTimeout(), plain.idleTimeout());
        try (RunningTurn turn = new RunningTurn(settings, unchanged -> unchanged, TurnEvents.NONE, null)) {
            assertLossless(client(turn, also, "-t", "-S", "-y", "-c", "-m", "1", "-n", "20", "-z", "5"), 40);
        }
    }

    @Test
    void slowAndForeignStreams_areClosed() throws Exception {
        TurnListenerSettings plain = RunningTurn.settings(50_192, 50_223, null);
        TurnListenerSettings hasty = new TurnListenerSettings(
                plain.bind(), plain.advertised(), 0, -1, null, null, 0, null, plain.relayPortFirst(), plain.relayPortLast(), 10, 2, Duration.ofMillis(300),
                Duration.ofMillis(500));
        try (RunningTurn turn = new RunningTurn(hasty, unchanged -> unchanged, TurnEvents.NONE, null)) {
            InetSocketAddress target = new InetSocketAddress(RunningTurn.LOCAL, turn.listener.port());
            for (byte[] start : List.of(new byte[0], new byte[] {0, 1, 0, 8, 0x21}, "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
                try (Socket socket = new Socket()) {
                    socket.connect(target);
                    socket.setSoTimeout(5_000);
                    socket.getOutputStream().write(start);
                    assertThat(socket.getInputStream().read()).isEqualTo(-1);
                }
            }
            try (Socket one = new Socket(); Socket two = new Socket(); Socket three = new Socket()) {
                one.connect(target);
                two.connect(target);
                three.connect(target);
                three.setSoTimeout(5_000);
                assertThat(three.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void busyRelayPort_isNotUsed() throws Exception {
        Set<InetAddress> local = Set.of(RunningTurn.LOCAL);
        try (RunningTurn turn = RunningTurn.start(50_224, 50_231, null);
                DatagramSocket _ = new DatagramSocket(new InetSocketAddress(RunningTurn.LOCAL, 50_224));
                DatagramSocket _ = new DatagramSocket(new InetSocketAddress(RunningTurn.LOCAL, 50_225))) {
            assertThat(turn.session.allow(local)).isEqualTo(1);
            assertLossless(client(turn, turn.listener.port(), "-y", "-c", "-m", "1", "-n", "20", "-z", "5"), 40);
        }
    }
}
