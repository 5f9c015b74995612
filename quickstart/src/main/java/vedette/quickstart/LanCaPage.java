package vedette.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one thing that {@code up --lan} serves without TLS: the page that explains the home CA, and its certificate. A browser
 * that does not trust the CA yet could not load them otherwise. Nothing here is secret, and nothing is taken in. Thread-safe.
 */
final class LanCaPage implements AutoCloseable {
    static final String PATH = "/ca";
    static final String DOWNLOAD = "/ca/vedette-home-ca.crt";
    /** Waiting connections; a few phones. */
    private static final int BACKLOG = 16;

    private static final byte[] NOT_FOUND = ("Nothing is here. The page about the home CA is " + PATH + ".\n").getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final byte[] page;
    private final byte[] certificate;
    private final String policy;

    /**
     * Starts to listen.
     *
     * @param address where; port 0 takes a free one
     * @param portal origin of the portal, shown as a link
     * @throws IOException if the address is taken
     */
    LanCaPage(InetSocketAddress address, LanCa ca, String portal) throws IOException {
        String text = page(ca, portal);
        this.page = text.getBytes(StandardCharsets.UTF_8);
        this.certificate = ca.pem();
        this.policy = "default-src 'none'; img-src data:; style-src 'sha256-" + styleHash(text)
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        this.server = HttpServer.create(address, BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static String page(LanCa ca, String portal) throws IOException {
        try (InputStream template = LanCaPage.class.getResourceAsStream("lan-ca.html")) {
            if (template == null) {
                throw new IllegalStateException("This build lacks lan-ca.html: build it again with ./vedette build");
            }
            String subject = ca.certificate().getSubjectX500Principal().getName();
            String name = subject.replaceFirst(".*CN=([^,]*).*", "$1");
            return new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("__NAME__", name)
                    // Lines break between bytes only, and copied text has no gaps.
                    .replace("__FINGERPRINT__", ca.fingerprint().replace(":", ":<wbr>"))
                    .replace("__PORTAL__", portal);
        }
    }

    /** The policy admits this one style element by its hash (CSP Level 3 §2.3.1). */
    private static String styleHash(String page) {
        String style = page.substring(page.indexOf("<style>") + "<style>".length(), page.indexOf("</style>"));
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer(exchange, 405, "text/plain; charset=utf-8", NOT_FOUND);
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case PATH -> answer(exchange, 200, "text/html; charset=utf-8", page);
                case DOWNLOAD -> {
                    exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"vedette-home-ca.crt\"");
                    answer(exchange, 200, "application/x-x509-ca-cert", certificate);
                }
                case null, default -> answer(exchange, 404, "text/plain; charset=utf-8", NOT_FOUND);
            }
        }
    }

    private void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        Map.of(
                        "Content-Type", type,
                        "Cache-Control", "no-store",
                        "Content-Security-Policy", policy,
                        "X-Content-Type-Options", "nosniff",
                        "X-Frame-Options", "DENY",
                        "Referrer-Policy", "no-referrer",
                        // No body is read: the connection must not go on with one.
                        "Connection", "close")
                .forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
