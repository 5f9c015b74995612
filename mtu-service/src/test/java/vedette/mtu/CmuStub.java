package vedette.mtu;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowEvents;
import vedette.contracts.sc.DigestResponse;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sc.ServiceInstanceAck;
import vedette.contracts.sc.SessionEnded;
import vedette.contracts.sc.SessionPath;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SessionVerify;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;
import vedette.rtsp.auth.Credentials;
import vedette.rtsp.auth.DigestCredentials;

/** A CMU for tests: knows sessions with their tokens and devices, checks Digest as the real one does, keeps what it is told. */
final class CmuStub implements AutoCloseable {
    static final JsonMapper MAPPER =
            JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    /** A play session. */
    record Session(String token, String deviceId) {}

    final Map<String, Session> sessions = new ConcurrentHashMap<>();
    final List<ServiceInstance> registrations = new CopyOnWriteArrayList<>();
    final List<FlowEvent> flows = new CopyOnWriteArrayList<>();
    final List<String> verified = new CopyOnWriteArrayList<>();
    final List<SessionVerify> checks = new CopyOnWriteArrayList<>();
    final Map<String, SessionPath> paths = new ConcurrentHashMap<>();
    final Map<String, SessionEnded> ended = new ConcurrentHashMap<>();
    private final HttpsServer server;

    CmuStub(Path data) throws IOException, GeneralSecurityException {
        InternalTls tls = new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity("cmu", "1"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(tls.trustStore());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(tls.keyManagers().getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 64);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/internal/v1/", this::handle);
        server.start();
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/internal/v1/".length());
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Object answer = answer(path, text);
        byte[] body = answer == null ? new byte[0] : MAPPER.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer == null ? 204 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private @Nullable Object answer(String path, String text) {
        if (path.equals("service-instances")) {
            registrations.add(MAPPER.readValue(text, ServiceInstance.class));
            return new ServiceInstanceAck("boot", 5000);
        }
        if (path.equals("flow-events")) {
            flows.addAll(MAPPER.readValue(text, FlowEvents.class).events());
            return null;
        }
        if (!path.startsWith("sessions/")) {
            return null;
        }
        String id = path.substring("sessions/".length(), path.indexOf(':'));
        switch (path.substring(path.indexOf(':') + 1)) {
            case "verify" -> {
                SessionVerify check = MAPPER.readValue(text, SessionVerify.class);
                checks.add(check);
                Session session = sessions.get(id);
                boolean ok = session != null && session.deviceId.equals(check.deviceId()) && proves(session.token, check);
                verified.add(id + " " + ok);
                return ok
                        ? new SessionVerified(true, null, id, null, 1, "main", "usr", 900_000L, null, null, null)
                        : SessionVerified.refused("token-wrong", null);
            }
            case "path" -> paths.put(id, MAPPER.readValue(text, SessionPath.class));
            case "ended" -> ended.put(id, MAPPER.readValue(text, SessionEnded.class));
            default -> {}
        }
        return null;
    }

    private static boolean proves(String token, SessionVerify check) {
        DigestResponse digest = check.digest();
        if (digest == null) {
            return token.equals(check.token());
        }
        String header = "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=%s"
                .formatted(digest.username(), digest.realm(), digest.nonce(), digest.uri(), digest.response(), digest.algorithm());
        if (digest.qop() != null) {
            header += ", qop=%s, nc=%s, cnonce=\"%s\"".formatted(digest.qop(), digest.nc(), digest.cnonce());
        }
        return Credentials.parse(header, digest.method()) instanceof DigestCredentials parsed && parsed.matches(token);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
