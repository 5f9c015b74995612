package vedette.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the command line reaches the running quickstart: HTTP on a free port of 127.0.0.1, with a token that lies in
 * {@code control.json} (mode 0600) in the data folder. The file appears when everything is ready and goes when it ends.
 */
final class ControlServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final int CLOSE_SECONDS = 2;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final Path file;
    private final String token;

    ControlServer(Path dataDir, Map<String, Function<JsonNode, Object>> operations) throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        this.file = dataDir.resolve("control.json");
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        operations.forEach((path, operation) -> server.createContext(path, exchange -> serve(exchange, path, operation)));
        server.start();
    }

    /** Writes {@code control.json}: from now on the command line finds this system. */
    void announce() throws IOException {
        Path temporary = file.resolveSibling("control.json.new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, JSON.writeValueAsString(Map.of(
                "url", "http://127.0.0.1:" + server.getAddress().getPort(),
                "token", token,
                "pid", ProcessHandle.current().pid())));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void serve(HttpExchange exchange, String path, Function<JsonNode, Object> operation) throws IOException {
        try (exchange) {
            // A catch of this very statement would come after the exchange is closed and could not answer any more.
            answerOrRefuse(exchange, path, operation);
        }
    }

    private void answerOrRefuse(HttpExchange exchange, String path, Function<JsonNode, Object> operation) throws IOException {
        try {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
            if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected)) {
                answer(exchange, 401, Map.of("detail", "The token of control.json is needed."));
                return;
            }
            if (!exchange.getRequestURI().getPath().equals(path)) {
                answer(exchange, 404, Map.of("detail", "There is nothing under this path."));
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
            if (body.length > BODY_BYTES_MAX) {
                answer(exchange, 413, Map.of("detail", "A body of at most " + BODY_BYTES_MAX + " bytes is accepted."));
                return;
            }
            JsonNode request = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
            answer(exchange, 200, operation.apply(request));
        } catch (UserError | IllegalArgumentException | Platform.Refused e) {
            answer(exchange, 422, Map.of("detail", String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).addKeyValue("path", path).log("Control operation failed");
            answer(exchange, 500, Map.of("detail", String.valueOf(e.getMessage())));
        }
    }

    private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.atDebug().setCause(e).log("control.json could not be removed");
        }
        server.stop(CLOSE_SECONDS); // Whoever asked for the end still gets the answer.
    }
}
