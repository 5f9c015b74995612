package vedette.cuweb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import vedette.testkit.Covers;

/** The gateway as a browser and an attacker meet it. */
class GatewayTest {
    private static final String ORIGIN = "http://127.0.0.1:8080";

    @TempDir
    static Path folder;

    private static FakeCmu cmu;
    private static FakeCmu impostor;
    private static ConfigurableApplicationContext context;
    private static String base;

    @BeforeAll
    static void start() throws Exception {
        cmu = new FakeCmu(folder.resolve("internal-ca"), "cmu");
        // A service with a genuine certificate of another entity, where the SCU should be.
        impostor = new FakeCmu(folder.resolve("internal-ca"), "mtu");
        context = CuWebApplication.start(Map.of(
                "vedette.data-dir", folder,
                "vedette.cu-web.port", 0,
                "vedette.services.cmu", cmu.address(),
                "vedette.cu-web.faces.cmu", cmu.address(),
                "vedette.cu-web.faces.scu", impostor.address()));
        int port = context instanceof WebServerApplicationContext web ? web.getWebServer().getPort() : -1;
        base = "http://127.0.0.1:" + port;
    }

    @AfterAll
    static void stop() {
        context.close();
        cmu.close();
        impostor.close();
    }

    @BeforeEach
    void forget() {
        cmu.seen.clear();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        // A connection of its own for each request: refused bodies leave connections that must not be used again.
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.timeout(java.time.Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    private static HttpRequest.Builder session(String path, String body) {
        return to(path)
                .header("Origin", ORIGIN)
                .header("X-Vedette", "1")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static List<FakeCmu.Seen> publicCalls() {
        return cmu.seen.stream().filter(call -> !call.path().startsWith("/internal")).toList();
    }

    @Test
    void listedPath_reachesTheService_withOneTruthfulAddressAndNoCookie() throws Exception {
        HttpResponse<String> response = send(to("/cmu/v1/platform")
                .header("X-Forwarded-For", "203.0.113.9")
                .header("Forwarded", "for=203.0.113.9")
                .header("Cookie", "vedette_session=secret")
                .header("Authorization", "Bearer a"));

        assertThat(response.statusCode()).isEqualTo(200);
        FakeCmu.Seen call = publicCalls().getFirst();
        assertThat(call.forwardedFor()).containsExactly("127.0.0.1");
        assertThat(call.cookie()).isEqualTo("null");
        assertThat(call.authorization()).isEqualTo("Bearer a");
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/internal/v1/routes", "/internal/v1/sign-in-links", "/actuator", "/actuator/env", "/actuator/gateway/routes", "/scu/v1/bootstrap",
        "/mtu/v1/x", "/csmu/v1/x", "/nothing", "/assets/nothing.js", "/assets/..%2findex.html", "/cu-web.yml", "/cmu/v2/x"
    })
    @Covers("GAP-13")
    void anythingElse_isNotFound(String path) throws Exception {
        HttpResponse<String> response = send(to(path));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(publicCalls()).isEmpty();
    }

    @Test
    void unknownPath_isAProblemDocument() throws Exception {
        HttpResponse<String> response = send(to("/internal/v1/routes"));

        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains("\"code\":\"not-found\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/login", "/signup", "/cameras/dev_1", "/cameras/dev_1/settings", "/add", "/account", "/operator/customers", "/flows/flw_1"})
    void appRoute_isThePage_withAFreshNonce(String path) throws Exception {
        HttpResponse<String> first = send(to(path));
        HttpResponse<String> second = send(to(path));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-store");
        String policy = first.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "connect-src 'self' ws://127.0.0.1:8080 wss://127.0.0.1:8445 ws://127.0.0.1:8447;")
                .doesNotContain("unsafe");
        assertThat(first.body()).doesNotContain("__CSP_NONCE__");
        assertThat(second.headers().firstValue("Content-Security-Policy")).isNotEqualTo(first.headers().firstValue("Content-Security-Policy"));
    }

    @Test
    void everyAnswer_hasTheGuardRails() throws Exception {
        for (String path : List.of("/", "/cmu/v1/platform", "/nothing")) {
            HttpResponse<String> response = send(to(path));
            assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(response.headers().firstValue("Permissions-Policy").orElseThrow()).contains("camera=(self)");
            assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
            assertThat(response.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    @Test
    @Covers({"H6264-6.3.1-1", "H6264-6.3.2-2"})
    void login_movesTheRefreshTokenIntoACookie() throws Exception {
        HttpResponse<String> response = send(session("/session/login", "{\"phone\":\"+1\",\"password\":\"right\"}"));

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).contains("access-1", "usr_1").doesNotContain("refresh");
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("vedette_session=refresh-1;")
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict", "Path=/", "Max-Age=3600")
                .doesNotContain("Secure", "Domain");
        assertThat(publicCalls().getFirst().forwardedFor()).containsExactly("127.0.0.1");
    }

    @Test
    @Covers({"H6264-6.3.1-1", "H6264-6.3.2-2"})
    void wrongPassword_passesTheProblemOn_withoutCookie() throws Exception {
        HttpResponse<String> response = send(session("/session/login", "{\"phone\":\"+1\",\"password\":\"wrong\"}"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).contains("login-failed");
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void refresh_withoutCookie_isEmpty_andAsksNobody() throws Exception {
        assertThat(send(session("/session/refresh", "{}")).statusCode()).isEqualTo(204);
        assertThat(publicCalls()).isEmpty();
    }

    @Test
    void refresh_rotatesTheCookie_andAReusedOneIsDeleted() throws Exception {
        HttpResponse<String> good = send(session("/session/refresh", "{}").header("Cookie", "vedette_session=refresh-1"));
        HttpResponse<String> reused = send(session("/session/refresh", "{}").header("Cookie", "vedette_session=refresh-0"));

        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("vedette_session=refresh-2;");
        assertThat(reused.statusCode()).isEqualTo(401);
        assertThat(reused.headers().firstValue("Set-Cookie").orElseThrow()).contains("vedette_session=;", "Max-Age=0");
    }

    @Test
    void refresh_askedAgainAtOnce_getsTheSameAnswer_andAsksOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> response = send(
                    session("/session/refresh", "{}").header("Cookie", "vedette_session=refresh-1").header("User-Agent", "reloading"));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("vedette_session=refresh-2;");
        }

        assertThat(publicCalls()).hasSize(1);
    }

    @Test
    void refresh_withTheSameTokenFromAnotherBrowser_isNotServedFromMemory() throws Exception {
        for (String agent : List.of("one", "two")) {
            send(session("/session/refresh", "{}").header("Cookie", "vedette_session=refresh-1").header("User-Agent", agent));
        }

        assertThat(publicCalls()).hasSize(2);
    }

    @Test
    void logout_endsTheSessionAtTheCmu_andDeletesTheCookie() throws Exception {
        HttpResponse<String> response = send(
                session("/session/logout", "{}").header("Cookie", "vedette_session=refresh-1").header("User-Agent", "leaving"));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(publicCalls()).extracting(FakeCmu.Seen::path).contains("/cmu/v1/sessions/current");
        assertThat(publicCalls().getLast().authorization()).isEqualTo("Bearer access-1");
    }

    @Test
    void sessionCall_ofAnotherSite_isRefused() throws Exception {
        HttpRequest.Builder noHeader = to("/session/login").header("Origin", ORIGIN).POST(HttpRequest.BodyPublishers.ofString("{}"));
        HttpRequest.Builder otherOrigin = to("/session/login")
                .header("Origin", "https://evil.example")
                .header("X-Vedette", "1")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));

        assertThat(send(noHeader).statusCode()).isEqualTo(403);
        assertThat(send(otherOrigin).statusCode()).isEqualTo(403);
        assertThat(publicCalls()).isEmpty();
    }

    @Test
    void largeBody_isRefusedBeforeAnyService() throws Exception {
        HttpResponse<String> response =
                send(to("/cmu/v1/flow-reports").POST(HttpRequest.BodyPublishers.ofString("x".repeat(65 * 1024))));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(publicCalls()).isEmpty();
    }

    @Test
    void bodyOfUnknownLength_isRefused() throws Exception {
        HttpResponse<String> response = send(to("/cmu/v1/flow-reports")
                .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString("{}"))));

        assertThat(response.statusCode()).isEqualTo(411);
    }

    @Test
    void socketOfAnotherOrigin_isRefused() {
        assertThat(handshake("https://evil.example")).isEqualTo(403);
    }

    @Test
    void serviceOfAnotherEntity_isNotTalkedTo() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        HttpClient.newHttpClient().newWebSocketBuilder()
                .header("Origin", ORIGIN)
                .buildAsync(URI.create(base.replace("http", "ws") + "/scu/v1/signal"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                        closed.countDown();
                        return CompletableFuture.completedStage(null);
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable error) {
                        closed.countDown();
                    }
                })
                .join();

        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(impostor.seen).isEmpty();
    }

    private static int handshake(String origin) {
        try {
            HttpClient.newHttpClient().newWebSocketBuilder()
                    .header("Origin", origin)
                    .buildAsync(URI.create(base.replace("http", "ws") + "/scu/v1/signal"), new WebSocket.Listener() {})
                    .join();
            return 101;
        } catch (CompletionException e) {
            return e.getCause() instanceof WebSocketHandshakeException refused ? refused.getResponse().statusCode() : -1;
        }
    }

    @Test
    void serviceDown_isSaidInAProblem() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        String gone = "https://127.0.0.1:" + free;
        try (ConfigurableApplicationContext other = CuWebApplication.start(Map.of(
                "vedette.data-dir", folder, "vedette.cu-web.port", 0, "vedette.portal-origin", "https://portal.example",
                "vedette.services.cmu", gone, "vedette.cu-web.faces.cmu", gone, "vedette.cu-web.faces.scu", "https://127.0.0.1:1"))) {
            int port = other instanceof WebServerApplicationContext web ? web.getWebServer().getPort() : -1;
            HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cmu/v1/platform")));

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(response.body()).contains("\"code\":\"service-restarting\"");
            assertThat(response.headers().firstValue("Strict-Transport-Security")).isPresent();

            HttpResponse<String> refresh = send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/session/refresh"))
                    .header("Origin", "https://portal.example")
                    .header("X-Vedette", "1")
                    .header("Cookie", "__Host-vedette=refresh-1")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(refresh.statusCode()).isEqualTo(503);
            assertThat(refresh.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }
}
