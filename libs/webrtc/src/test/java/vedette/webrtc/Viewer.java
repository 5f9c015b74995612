package vedette.webrtc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vedette.testkit.Processes;

/**
 * A real headless Chromium with one page that plays what {@link Camera} sends; jobs go in, results come out. Everything
 * runs on 127.0.0.1.
 */
final class Viewer implements AutoCloseable {
    /** What the camera's side does with an offer. */
    interface Camera {
        /** The answer, or an exception that the page reports. */
        String answer(String id, String sdp, String fingerprint) throws OfferRejectedException;

        void candidate(String id, String line);

        /** Waits for the next candidate of the camera; empty at the end. */
        String nextCandidate(String id) throws InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<Map<String, String>>> results = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Path profile;
    private final Processes chromium;
    private final Camera camera;

    Viewer(Camera camera) throws IOException {
        this.camera = camera;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", exchange -> respond(exchange, 200, "text/html", page()));
        server.createContext("/job", exchange -> respond(exchange, 200, "text/plain", nextJob()));
        server.createContext("/offer", this::offer);
        server.createContext("/candidate", exchange -> {
            Map<String, String> form = form(exchange);
            this.camera.candidate(form.get("id"), form.get("candidate"));
            respond(exchange, 204, "text/plain", "");
        });
        server.createContext("/candidates", exchange -> {
            try {
                respond(exchange, 200, "text/plain", this.camera.nextCandidate(form(exchange).get("id")));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.createContext("/result", exchange -> {
            Map<String, String> form = form(exchange);
            results.get(form.get("id")).add(form);
            respond(exchange, 204, "text/plain", "");
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

    /** Ends Chromium without a goodbye. */
    void kill() {
        chromium.close();
    }

    /** Starts a job in the page; its fields are those of {@code viewer.html}. */
    String start(Map<String, String> fields) {
        String id = Integer.toString(numbers.incrementAndGet());
        results.put(id, new LinkedBlockingQueue<>());
        Map<String, String> all = new HashMap<>(fields);
        all.put("id", id);
        jobs.add(all.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")));
        return id;
    }

    /** Waits for the result of a job. */
    Map<String, String> result(String id) throws InterruptedException {
        Map<String, String> result = results.get(id).poll(60, TimeUnit.SECONDS);
        if (result == null) {
            throw new AssertionError("no result from Chromium within 60 s; its errors:\n" + chromium.errorText());
        }
        return result;
    }

    Map<String, String> play(Map<String, String> fields) throws InterruptedException {
        return result(start(fields));
    }

    private String nextJob() {
        try {
            String job = jobs.poll(20, TimeUnit.SECONDS);
            return job == null ? "" : job;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private void offer(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        try {
            respond(exchange, 201, "application/sdp", camera.answer(form.get("id"), form.get("sdp"), form.get("fingerprint")));
        } catch (OfferRejectedException e) {
            respond(exchange, 422, "text/plain", e.getMessage());
        }
    }

    private static String page() {
        try (var in = Viewer.class.getResourceAsStream("/webrtc/viewer.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return Stream.of(body.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8), (a, b) -> b));
    }

    private static void respond(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        chromium.close();
        try {
            chromium.process().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        executor.shutdownNow();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
