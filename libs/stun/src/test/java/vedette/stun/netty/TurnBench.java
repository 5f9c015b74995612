package vedette.stun.netty;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vedette.stun.server.CredentialRegistry;
import vedette.stun.server.TurnEvents;
import vedette.testkit.FreePorts;
import vedette.testkit.Processes;

/**
 * Our TURN server beside coturn's {@code turnserver}, each in a process of its own, with the same load: coturn's {@code turnutils_uclient}
 * through relays to {@code turnutils_peer} and back. Prints packets relayed per second of processor time. Started by {@code ./vedette bench
 * turn}; Linux only.
 */
public final class TurnBench {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern TOTALS = Pattern.compile("start_mclient: tot_send_msgs=(\\d+), tot_recv_msgs=(\\d+)");
    private static final double TICKS_PER_SECOND = 100;
    private static final int ROUNDS = 3;
    private static final int PAYLOAD_BYTES = 1000;

    private record Server(String name, Processes process, int port, String user, String password) {}

    private record Round(long sent, long received, double cpuSeconds) {
        /** Each message passes the server twice: to the peer and back. */
        double packetsPerCpuSecond() {
            return (sent + received) / cpuSeconds;
        }
    }

    private TurnBench() {}

    /** @param arguments clients and messages per client, default 20 and 3000; or {@code serve} for the child process */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("serve")) {
            serve();
            return;
        }
        String clients = arguments.length > 0 ? arguments[0] : "20";
        String messages = arguments.length > 1 ? arguments[1] : "3000";
        int peerPort = FreePorts.udpPair();
        try (Processes _ = Processes.start("turnutils_peer", "-p", Integer.toString(peerPort), "-L", "127.0.0.1");
                Processes ours = Processes.start(child());
                Processes theirs = coturn()) {
            Server vedette = ours(ours);
            Server coturn = new Server("coturn", theirs, COTURN_PORT, "bench", "bench");
            await("turnserver", () -> answers(COTURN_PORT));
            System.out.printf("%s clients, %s messages of %d bytes each, through relays to a peer and back%n", clients, messages, PAYLOAD_BYTES);
            for (int round = 0; round <= ROUNDS; round++) {
                for (Server server : List.of(vedette, coturn)) {
                    Round measured = round(server, peerPort, clients, messages);
                    System.out.printf(Locale.ROOT, "%-8s %-8s %8.0f packets per CPU second (%d sent, %d received, %.2f s CPU)%n",
                            round == 0 ? "warm-up" : "round " + round, server.name, measured.packetsPerCpuSecond(), measured.sent, measured.received,
                            measured.cpuSeconds);
                }
            }
        }
    }

    private static final int COTURN_PORT = FreePorts.udp();

    private static void serve() throws InterruptedException {
        TurnListenerSettings settings = RunningTurn.settings(49_160, 51_159, null);
        RunningTurn turn = new RunningTurn(settings, s -> s.withLimits(2000, 2000, 100_000, 100_000), TurnEvents.NONE, null);
        CredentialRegistry.Issued credential = turn.issue("cu");
        System.out.println("SERVES " + turn.listener.port() + " " + credential.username() + " " + credential.password());
        Thread.currentThread().join();
    }

    private static List<String> child() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"), TurnBench.class.getName(), "serve");
    }

    private static Processes coturn() throws IOException {
        Path folder = Files.createTempDirectory("turn-bench");
        return Processes.start(
                "turnserver", "-n", "--listening-port=" + COTURN_PORT, "--no-tls", "--no-dtls", "-L", "127.0.0.1", "-E", "127.0.0.1",
                "--min-port=52000", "--max-port=53999", "-a", "-u", "bench:bench", "-r", "vedette", "--allow-loopback-peers", "--no-cli", "-m", "1",
                "--log-file", "stdout", "--pidfile", folder.resolve("pid").toString(), "--db", folder.resolve("db").toString());
    }

    private static Server ours(Processes process) throws Exception {
        Pattern line = Pattern.compile("SERVES (\\d+) (\\S+) (\\S+)");
        await("our server", () -> line.matcher(process.outputText()).find());
        Matcher found = line.matcher(process.outputText());
        if (!found.find()) {
            throw new IllegalStateException("our server did not start: " + process.errorText());
        }
        return new Server("Vedette", process, Integer.parseInt(found.group(1)), found.group(2), found.group(3));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Object monitor = new Object();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(what + " was not ready within 30 s");
            }
            synchronized (monitor) {
                TimeUnit.MILLISECONDS.timedWait(monitor, 50);
            }
        }
    }

    private static boolean answers(int port) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] binding = {0, 1, 0, 0, 0x21, 0x12, (byte) 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
            socket.setSoTimeout(200);
            socket.send(new DatagramPacket(binding, binding.length, new InetSocketAddress("127.0.0.1", port)));
            socket.receive(new DatagramPacket(new byte[200], 200));
            return true;
        } catch (java.net.SocketTimeoutException notYet) {
            return false;
        }
    }

    private static Round round(Server server, int peerPort, String clients, String messages) throws IOException {
        List<String> command = new ArrayList<>(List.of("turnutils_uclient", "-c", "-e", "127.0.0.1", "-r", Integer.toString(peerPort)));
        command.addAll(List.of("-m", clients, "-n", messages, "-l", Integer.toString(PAYLOAD_BYTES), "-z", "1"));
        command.addAll(List.of("-p", Integer.toString(server.port), "-u", server.user, "-w", server.password, "127.0.0.1"));
        long before = ticks(server);
        try (Processes client = Processes.start(command)) {
            Processes.Result result = client.await(LIMIT);
            Matcher totals = TOTALS.matcher(result.text() + result.err());
            long sent = 0;
            long received = 0;
            while (totals.find()) {
                sent = Long.parseLong(totals.group(1));
                received = Long.parseLong(totals.group(2));
            }
            return new Round(sent, received, (ticks(server) - before) / TICKS_PER_SECOND);
        }
    }

    /** Processor time of the whole process so far, user and system. */
    private static long ticks(Server server) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + server.process.process().pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
