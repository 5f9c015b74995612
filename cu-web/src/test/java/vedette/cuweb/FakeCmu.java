package vedette.cuweb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;

/** A public face with mutual TLS that answers sign-in calls and remembers what it was asked. Thread-safe. */
final class FakeCmu implements AutoCloseable {
    private static final String TOKENS =
            """
            {"access_token":"access-1","expires_in_ms":900000,"refresh_token":"refresh-%s","refresh_expires_in_ms":3600000,"account":{"user_id":"usr_1"}}""";

    /** One request as the face received it. */
    record Seen(String method, String path, List<String> forwardedFor, String authorization, String cookie, String body) {}

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpsServer server;

    FakeCmu(Path folder, String entity) throws IOException, GeneralSecurityException {
        InternalTls tls = new InternalTls(InternalCa.open(folder).identity(entity, "1"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(tls.trustStore());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(tls.keyManagers().getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(new Seen(
                exchange.getRequestMethod(),
                path,
                exchange.getRequestHeaders().getOrDefault("X-Forwarded-For", List.of()),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")),
                body));
        exchange.getResponseHeaders().add("Set-Cookie", "stray=1");
        switch (path) {
            case "/cmu/v1/sessions" -> {
                if (body.contains("wrong")) {
                    send(exchange, 401, "application/problem+json", "{\"title\":\"Login failed\",\"status\":401,\"code\":\"login-failed\"}");
                } else {
                    send(exchange, 201, "application/json", TOKENS.formatted("1"));
                }
            }
            case "/cmu/v1/sessions:refresh" -> {
                if (body.contains("refresh-1")) {
                    send(exchange, 200, "application/json", TOKENS.formatted("2"));
                } else {
                    send(exchange, 401, "application/problem+json", "{\"title\":\"Reused\",\"status\":401,\"code\":\"refresh-reused\"}");
                }
            }
            case "/cmu/v1/sessions/current" -> send(exchange, 204, "application/json", "");
            default -> send(exchange, 200, "application/json", "{\"path\":\"" + path + "\"}");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
