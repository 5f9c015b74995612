package vedette.quickstart.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vedette.stun.client.StunTiming;

/** The doctor before systems with one thing wrong each; a healthy one is met in LanIT. */
class DoctorTest {
    @TempDir
    Path data;

    private HttpServer portal;
    private int closed;
    private int other;

    @BeforeEach
    void open() throws IOException {
        portal = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        portal.start();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
            other = closed;
        }
    }

    @AfterEach
    void close() {
        portal.stop(0);
    }

    private void serve(int status, String body) {
        portal.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private List<Finding> examine(Clock clock, String host) {
        int port = portal.getAddress().getPort();
        Target target = new Target(URI.create("http://" + host + ":" + port), closed, closed, closed, other, closed, other, null, data);
        List<Finding> findings = new ArrayList<>();
        new Doctor(target, clock, Duration.ofSeconds(2), new StunTiming(Duration.ofMillis(20), 2, Duration.ofMillis(40))).examine(findings::add);
        return findings;
    }

    private Finding find(String check) {
        return examine(Clock.systemUTC(), "127.0.0.1").stream().filter(f -> f.check().equals(check)).findFirst().orElseThrow();
    }

    @Test
    void unknownName_isTheOnlyFinding() {
        assertThat(examine(Clock.systemUTC(), "no-such-host.invalid")).singleElement().satisfies(f -> {
            assertThat(f.verdict()).isEqualTo(Finding.Verdict.WRONG);
            assertThat(f.remedy()).contains("A or AAAA record");
        });
    }

    @Test
    void portalWithAnError_isWrong() {
        serve(503, "{}");
        assertThat(find("portal").found()).contains("503");
    }

    @Test
    void somethingElseOnThePort_isNoVedette() {
        serve(200, "<html>");
        assertThat(find("portal").found()).contains("no Vedette");
    }

    @Test
    void clockThatDiffers_isToldInSeconds() {
        serve(200, "{\"sms\":\"none\"}");
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-100));
        Finding finding = examine(late, "127.0.0.1").stream().filter(f -> f.check().equals("portal")).findFirst().orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.WRONG);
        assertThat(finding.found()).containsPattern("differs by (98|99|100) s");
        assertThat(find("portal").verdict()).isEqualTo(Finding.Verdict.OK);
    }

    @ParameterizedTest
    @CsvSource({"stun, UDP", "turn over tcp, TCP", "turn over tls, TCP", "rtsps, TCP"})
    void closedPort_saysWhatToOpen(String check, String protocol) {
        serve(200, "{\"sms\":\"http\"}");
        assertThat(find(check).verdict()).isEqualTo(Finding.Verdict.WRONG);
        assertThat(find(check).remedy()).contains(protocol + " " + closed);
    }

    @Test
    void otherProgramOnThePort_isToldApartFromAClosedOne() throws IOException {
        serve(200, "{\"sms\":\"http\"}");
        try (ServerSocket mail = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            other = mail.getLocalPort();
            Thread.ofVirtual().start(() -> greet(mail));
            assertThat(find("media").found()).contains("not with TLS");
            assertThat(find("rtsp").found()).contains("no RTSP");
        }
    }

    /** Greets first, as a mail server does; ends when the socket is closed. */
    private static void greet(ServerSocket mail) {
        while (!mail.isClosed()) {
            try (Socket guest = mail.accept()) {
                guest.getOutputStream().write("220 mail.example.org ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                guest.shutdownOutput();
                guest.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The guest left, or the test has ended.
            }
        }
    }

    @Test
    void missingSmsGateway_isANote() {
        serve(200, "{\"sms\":\"none\"}");
        assertThat(find("messages").verdict()).isEqualTo(Finding.Verdict.NOTE);
        assertThat(find("messages").found()).contains("invitation");
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, true", "100.64.0.1, true", "100.128.0.1, false", "192.168.1.1, true", "203.0.113.10, false", "fd00::1, true", "2001:db8::1, false"})
    void privateNetworksAreKnown(String address, boolean privately) throws IOException {
        assertThat(Doctor.isPrivate(InetAddress.getByName(address))).isEqualTo(privately);
    }
}
