package vedette.pu;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import vedette.device.DeviceJson;
import vedette.testkit.Processes;

/** A headless Chromium that plays one premises unit and tells what it sees; everything on 127.0.0.1. */
final class BrowserViewer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<JsonNode> stats = new LinkedBlockingQueue<>();
    private final AtomicReference<String> wish = new AtomicReference<>("ok");
    private final Path profile;
    private final Processes chromium;

    /**
     * @param offer takes the offer, gives the answer
     * @param replace the same for a further connection that the test wishes for
     * @param candidate takes the browser's candidates, an empty text at their end
     */
    BrowserViewer(Function<String, String> offer, Function<String, String> replace, Consumer<String> candidate)
            throws IOException {
        byte[] page;
        try (var in = BrowserViewer.class.getResourceAsStream("/pu/viewer.html")) {
            page = in.readAllBytes();
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", exchange -> respond(exchange, 200, page));
        server.createContext("/offer", exchange -> answer(exchange, offer));
        server.createContext("/replace", exchange -> answer(exchange, replace));
        server.createContext("/candidate", exchange -> {
            candidate.accept(body(exchange));
            respond(exchange, 200, new byte[] {'k'});
        });
        server.createContext("/stats", exchange -> {
            stats.add(DeviceJson.MAPPER.readTree(body(exchange)));
            respond(
                    exchange, 200, wish.getAndSet("ok").getBytes(StandardCharsets.UTF_8));
        });
        server.start();
        profile = Files.createTempDirectory("vedette-chromium");
        chromium = Processes.start(
                "/usr/bin/chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--autoplay-policy=no-user-gesture-required",
                "--user-data-dir=" + profile,
                "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Waits until the browser sees what is wanted. */
    JsonNode await(String what, Predicate<JsonNode> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        JsonNode last = DeviceJson.object();
        while (true) {
            JsonNode next = stats.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null || next.has("error")) {
                throw new AssertionError("waiting for " + what + ", the browser saw " + (next == null ? last : next));
            }
            if (wanted.test(next)) {
                return next;
            }
            last = next;
        }
    }

    private static void answer(HttpExchange exchange, Function<String, String> offer) throws IOException {
        try {
            respond(exchange, 200, offer.apply(body(exchange)).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalStateException e) {
            respond(exchange, 422, String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Makes the page open a second connection beside the first; it then tells of the second, and the bytes of the first. */
    void replace() {
        wish.set("replace");
    }

    /** Forgets what was seen up to now. */
    void forget() {
        stats.clear();
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            status == 200 && body.length > 500 && body[0] == '<' ? "text/html" : "text/plain");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(profile)) {
            return;
        }
        chromium.close();
        try {
            chromium.process().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        executor.shutdownNow();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }
}
