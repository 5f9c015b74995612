package vedette.mtu;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.Ids;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayRequest;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;
import vedette.testkit.FreePorts;
import vedette.testkit.Processes;

/**
 * Fan-out by RTSP over TCP: one camera of 2 Mb/s, many viewers; gigabits that reach viewers per CPU-second of the serving process, ours
 * beside GStreamer's RTSP server. {@code ./vedette bench fanout [viewers] [seconds] [alone]}. The media unit runs as in production, in a process
 * of its own, with its camera on a reverse TLS connection; viewers, camera and a stand-in for the CMU are in this one.
 */
final class FanOutBench {
    private static final int KBPS = 2000;
    /** Until the JIT compiler has done its work: a media unit runs for months. */
    private static final int WARM_SECONDS = 60;
    private static final double HERTZ = 100;

    private final int viewers;
    private final int seconds;

    private FanOutBench(int viewers, int seconds) {
        this.viewers = viewers;
        this.seconds = seconds;
    }

    /** What one server did. */
    private record Figure(String server, double gigabits, double cpuSeconds) {
        double gigabitsPerCpuSecond() {
            return gigabits / cpuSeconds;
        }
    }

    /** @param arguments folder of the checkout, viewers, seconds, {@code alone} for no peer */
    public static void main(String[] arguments) throws Exception {
        Path checkout = Path.of(arguments.length > 0 ? arguments[0] : ".");
        var bench = new FanOutBench(
                arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100, arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30);
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(ch.qos.logback.classic.Level.WARN);
        }
        boolean peer = arguments.length < 4 || !arguments[3].equals("alone");
        Path data = Files.createTempDirectory("vedette-fanout");
        System.out.println("| server | viewers | Gb to viewers | CPU-seconds | Gb per CPU-second |");
        System.out.println("|---|---|---|---|---|");
        for (int round = 0; round < 2; round++) {
            if (peer) {
                bench.print(bench.gstreamer(checkout, data));
            }
            bench.print(bench.ours(Files.createDirectory(data.resolve("round" + round))));
        }
        System.exit(0);
    }

    private void print(Figure figure) {
        System.out.printf(
                Locale.ROOT, "| %s | %d | %.2f | %.2f | %.2f |%n", figure.server, viewers, figure.gigabits, figure.cpuSeconds,
                figure.gigabitsPerCpuSecond());
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / HERTZ;
    }

    private Figure measure(String name, long pid, Audience audience) throws Exception {
        TimeUnit.SECONDS.sleep(WARM_SECONDS);
        long bytesBefore = audience.bytes.sum();
        double cpuBefore = cpuSeconds(pid);
        TimeUnit.SECONDS.sleep(seconds);
        return new Figure(name, (audience.bytes.sum() - bytesBefore) * 8 / 1e9, cpuSeconds(pid) - cpuBefore);
    }

    /** Viewers that read what comes and say every four seconds that they are there. */
    private static final class Audience implements AutoCloseable {
        final LongAdder bytes = new LongAdder();
        private final List<DrainViewer> viewers = new CopyOnWriteArrayList<>();
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

        Audience() {
            timer.scheduleAtFixedRate(this::keepAlive, 4, 4, TimeUnit.SECONDS);
        }

        void add(DrainViewer viewer) {
            viewers.add(viewer);
            Thread.ofVirtual().start(() -> viewer.drain(bytes));
        }

        private void keepAlive() {
            for (var viewer : viewers) {
                try {
                    viewer.keepAlive();
                } catch (IOException e) {
                    System.err.println("a viewer was lost: " + e.getMessage());
                    viewers.remove(viewer);
                }
            }
        }

        @Override
        public void close() throws IOException {
            timer.shutdownNow();
            for (var viewer : viewers) {
                viewer.close();
            }
        }
    }

    private Figure ours(Path data) throws Exception {
        int internal = FreePorts.tcp();
        int rtsp = FreePorts.tcp();
        try (var cmu = new CmuStub(data);
                var device = new TestDevice(Footage.constantRate(KBPS, 250));
                var server = Processes.start(java(data, internal, rtsp, cmu.url()))) {
            var tls = new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity("scu", "1"));
            try (var scu = HttpClient.newBuilder().sslContext(tls.clientContext("mtu")).version(HttpClient.Version.HTTP_1_1).build()) {
                awaitPort(internal);
                String deviceId = Ids.next("dev");
                try (var audience = new Audience()) {
                    for (int i = 0; i < viewers; i++) {
                        String session = Ids.next("ses");
                        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(session.getBytes(StandardCharsets.US_ASCII));
                        cmu.sessions.put(session, new CmuStub.Session(token, deviceId));
                        var answer = command(
                                scu, internal, new RelayRequest(session, deviceId, "tnt_1", 1, "main", RelayRequest.DISTRIBUTE, 900_000, null));
                        if (i == 0) {
                            device.dial(Objects.requireNonNull(answer.pu()));
                            device.awaitPlay();
                            device.run();
                        }
                        audience.add(new DrainViewer(Objects.requireNonNull(answer.urls()).rtsp(), session, token).play(0));
                    }
                    return measure("Vedette media unit", server.process().pid(), audience);
                }
            }
        }
    }

    private static String[] java(Path data, int internal, int rtsp, String cmu) {
        return new String[] {
            ProcessHandle.current().info().command().orElse("java"), "-Xmx512m", "--enable-native-access=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), "vedette.mtu.MtuApplication", "--vedette.data-dir=" + data, "--vedette.public-port=0",
            "--vedette.internal-port=" + internal, "--vedette.services.cmu=" + cmu, "--vedette.mtu.rtsp.port=" + rtsp,
            "--vedette.mtu.rtsps.port=-1", "--vedette.mtu.tls.port=0", "--vedette.mtu.plain.port=-1", "--vedette.mtu.turn.port=0",
            "--vedette.mtu.turn.tls-port=0"
        };
    }

    private static RelayAnswer command(HttpClient scu, int port, RelayRequest request) throws Exception {
        var answer = scu.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/internal/v1/relays"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(CmuStub.MAPPER.writeValueAsString(request)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("relay refused: " + answer.statusCode() + " " + answer.body());
        }
        return CmuStub.MAPPER.readValue(answer.body(), RelayAnswer.class);
    }

    private static void awaitPort(int port) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (true) {
            try (var _ = new java.net.Socket("127.0.0.1", port)) {
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw notYet;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private Figure gstreamer(Path root, Path data) throws Exception {
        Path file = data.resolve("camera.mp4");
        if (!Files.exists(file)) {
            Path short10 = data.resolve("ten-seconds.mp4");
            Files.write(short10, Footage.constantRateFile(KBPS, 250));
            Processes.run(
                    Duration.ofSeconds(60), "/usr/bin/ffmpeg", "-v", "error", "-stream_loop", "90", "-i", short10.toString(), "-c", "copy", file.toString());
        }
        int port = FreePorts.tcp();
        try (var server = Processes.start("/usr/bin/python3", root.resolve("system-tests/browser/gst-camera.py").toString(), file.toString(), "" + port)) {
            awaitPort(port);
            try (var audience = new Audience()) {
                for (int i = 0; i < viewers; i++) {
                    audience.add(new DrainViewer("rtsp://127.0.0.1:" + port + "/cam", null, null).play(0));
                }
                return measure("GStreamer RTSP server", server.process().pid(), audience);
            }
        }
    }
}
