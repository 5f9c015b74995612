package vedette.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vedette.quickstart.doctor.Doctor;
import vedette.quickstart.doctor.Finding;
import vedette.quickstart.doctor.Target;

/** The whole system as {@code up --lan --address 127.0.0.2} runs it, met as a device of the network meets it. */
class LanIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PASSWORD = "four-quiet-herons-9";

    @TempDir
    static Path data;

    private static final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private static final HttpClient stranger = HttpClient.newHttpClient();
    private static Quickstart quickstart;
    private static HttpClient phone;
    private static X509Certificate authority;
    private static String portal;
    private static String plain;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        LanAddress address = LanAddress.find("127.0.0.2");
        port = freePorts(address);
        quickstart = new Quickstart(
                new Quickstart.Options(data, port, 0, false, address, null), new PrintStream(printed, true, StandardCharsets.UTF_8));
        quickstart.start();
        portal = "https://127.0.0.2:" + new Ports(port).https();
        plain = "http://127.0.0.2:" + port;
        byte[] downloaded = stranger.send(get(plain + "/ca/vedette-home-ca.crt").build(), HttpResponse.BodyHandlers.ofByteArray()).body();
        authority = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(downloaded));
        phone = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trusting(authority)).build();
    }

    @AfterAll
    static void stop() {
        quickstart.close();
    }

    private static int freePorts(LanAddress address) {
        for (int i = 0; i < 20; i++) {
            int candidate = ThreadLocalRandom.current().nextInt(12_000, 19_000);
            try {
                new Ports(candidate).requireFree(address, null);
                return candidate;
            } catch (UserError e) {
                // Somebody has one of them; the next choice.
            }
        }
        throw new IllegalStateException("No free block of ports was found");
    }

    private static SSLContext trusting(X509Certificate authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("downloaded", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String terminal() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static HttpRequest.Builder get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    }

    private static HttpResponse<String> post(String path, Map<String, ?> body, String... headers) throws Exception {
        HttpRequest.Builder request = get(portal + path)
                .header("Content-Type", "application/json")
                .header("Origin", portal)
                .header("X-Vedette", "1")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return phone.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void terminalTellsAddressPageAndFingerprint() throws Exception {
        String fingerprint = HexFormat.ofDelimiter(":")
                .formatHex(MessageDigest.getInstance("SHA-256").digest(authority.getEncoded()))
                .toUpperCase(Locale.ROOT);

        assertThat(terminal()).contains(portal, QrText.of(portal), plain + "/ca", fingerprint.substring(0, 47), fingerprint.substring(48));
        HttpResponse<String> page = stranger.send(get(plain + "/ca").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body().replace("<wbr>", ""))
                .contains(fingerprint, portal, "Android", "iPhone", "Windows", "macOS", "Linux", "/ca/vedette-home-ca.crt")
                .doesNotContain("__", "<script");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse("")).contains("default-src 'none'", "style-src 'sha256-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/login", "/cmu/v1/platform", "/session/refresh", "/ca/", "/ca/ca.key", "/ca/../lan-ca/ca.key", "/internal/v1/routes"})
    void plainHttpServesNothingElse_andRedirectsNothing(String path) throws Exception {
        HttpResponse<String> response = stranger.send(get(plain + path).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void httpsValidatesAgainstTheDownloadedCaOnly() throws Exception {
        HttpResponse<String> response = phone.send(get(portal + "/cmu/v1/platform").build(), HttpResponse.BodyHandlers.ofString());
        JsonNode platform = JSON.readTree(response.body());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(platform.path("sms").asString()).isEqualTo("none");
        assertThat(platform.path("approval").asString()).isEqualTo("invitation");
        assertThat(platform.path("portal_origin").asString()).isEqualTo(portal);
        assertThat(response.headers().firstValue("Strict-Transport-Security")).isEmpty();
        assertThatThrownBy(() -> stranger.send(get(portal + "/").build(), HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void portalIsOnTheOneAddressOnly() {
        for (int closed : new int[] {port, new Ports(port).https()}) {
            assertThatThrownBy(() -> new Socket("127.0.0.1", closed).close()).isInstanceOf(ConnectException.class);
        }
        for (int internal : new int[] {new Ports(port).internal("cmu"), new Ports(port).publicFace("cmu")}) {
            assertThatThrownBy(() -> new Socket("127.0.0.2", internal).close()).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void camerasOfTheNetworkReachTheirListener() {
        assertThatCode(() -> new Socket("127.0.0.2", new Ports(port).device()).close()).doesNotThrowAnyException();
    }

    @Test
    void doctorFindsNothingWrong() {
        Ports ports = new Ports(port);
        List<Finding> findings = new ArrayList<>();
        new Doctor(new Target(URI.create(portal), ports.device(), ports.turn(), ports.turnTls(), ports.distribution(),
                        ports.distributionTls(), ports.media(), LanCa.trustOf(data), data), Clock.systemUTC())
                .examine(findings::add);
        assertThat(findings).extracting(Finding::check).contains("certificate", "cameras", "stun", "turn over tls", "rtsp", "media", "disk");
        assertThat(findings).noneMatch(finding -> finding.verdict() == Finding.Verdict.WRONG);
        assertThat(findings).filteredOn(finding -> finding.check().equals("cameras"))
                .singleElement().extracting(Finding::found).asString().contains("https://127.0.0.2:" + ports.device());
    }

    @Test
    void operatorSignsInByLink_andInvitesSomebodyWhoNeedsNoCode() throws Exception {
        Matcher link = Pattern.compile("#link=(\\S+)").matcher(terminal());
        assertThat(link.find()).isTrue();
        HttpResponse<String> session = post("/session/link", Map.of("link_token", link.group(1)));
        assertThat(session.statusCode()).isEqualTo(201);
        String cookie = session.headers().firstValue("Set-Cookie").orElse("");
        assertThat(cookie)
                .startsWith("__Host-vedette=")
                .containsIgnoringCase("; Secure")
                .containsIgnoringCase("; HttpOnly")
                .containsIgnoringCase("; SameSite=Strict")
                .containsIgnoringCase("; Path=/")
                .doesNotContainIgnoringCase("Domain");
        assertThat(post("/session/refresh", Map.of(), "Cookie", cookie.substring(0, cookie.indexOf(';'))).statusCode()).isLessThan(300);

        String bearer = "Bearer " + JSON.readTree(session.body()).path("access_token").asString();
        HttpResponse<String> messages = phone.send(
                get(portal + "/cmu/v1/operator/messages").header("Authorization", bearer).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(messages.statusCode()).isEqualTo(404);

        Map<String, String> person = Map.of("phone", "+447700900456", "password", PASSWORD, "display_name", "Guest");
        HttpResponse<String> uninvited = post("/cmu/v1/signups", person);
        assertThat(JSON.readTree(uninvited.body()).path("code").asString()).isEqualTo("invitation-needed");

        JsonNode invitation = JSON.readTree(post("/cmu/v1/operator/invitations", Map.of(), "Authorization", bearer).body());
        assertThat(invitation.path("url").asString()).startsWith(portal + "/signup#i=");
        String token = invitation.path("url").asString().replaceFirst(".*#i=", "");
        JsonNode started = JSON.readTree(post("/cmu/v1/signups",
                        Map.of("phone", "+447700900456", "password", PASSWORD, "display_name", "Guest", "invitation", token))
                .body());
        assertThat(started.path("code_needed").asBoolean(true)).isFalse();
        JsonNode confirmed = JSON.readTree(
                post("/cmu/v1/signups/" + started.path("signup_id").asString() + ":confirm", Map.of("code", "")).body());
        assertThat(confirmed.path("status").asString()).isEqualTo("active");
        assertThat(post("/session/login", Map.of("phone", "+447700900456", "password", PASSWORD)).statusCode()).isEqualTo(201);
    }
}
