package vedette.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vedette.contracts.flow.FlowEvent;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.flow.FlowContext;
import vedette.platform.flow.FlowSink;

/** A service with two faces, called by every kind of caller. */
class FacesIT {
    private static final List<FlowEvent> EVENTS = new CopyOnWriteArrayList<>();

    @TempDir
    static Path data;

    static ConfigurableApplicationContext service;
    static int internalPort;
    static int publicPort;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({PlatformConfiguration.class, Operations.class})
    static class Service {
        @Bean
        FlowSink sink() {
            return EVENTS::add;
        }
    }

    record Body(String someText) {}

    @RestController
    static class Operations {
        @GetMapping("/internal/v1/for-scu")
        @Callers("scu")
        Body forScu() {
            FlowContext.current().ifPresent(FlowContext::received);
            return new Body("hello");
        }

        @GetMapping("/internal/v1/for-nobody")
        Body forNobody() {
            return new Body("never");
        }

        @PostMapping("/cmu/v1/echo")
        Body echo(@RequestBody Body body) {
            return body;
        }
    }

    @BeforeAll
    static void start() {
        service = new SpringApplicationBuilder(Service.class)
                .properties(Map.of("vedette.entity", "cmu", "vedette.data-dir", data.toString(), "spring.main.banner-mode", "off"))
                .run();
        internalPort = service.getBean(FacePorts.class).internal();
        publicPort = ((WebServerApplicationContext) service).getWebServer().getPort();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static HttpResponse<String> call(String entity, int port, String path, String... headers) throws IOException, InterruptedException {
        return call(entity, HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)), headers);
    }

    private static HttpResponse<String> call(String entity, HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        SSLContext tls = new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity(entity, "1")).clientContext("cmu");
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build()) {
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void internalOperation_namedCaller_isServedInSnakeCase() throws Exception {
        HttpResponse<String> answer = call("scu", internalPort, "/internal/v1/for-scu");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"some_text\":\"hello\"}");
    }

    @Test
    void internalOperation_otherCaller_isRefusedWithAProblem() throws Exception {
        HttpResponse<String> answer = call("mtu", internalPort, "/internal/v1/for-scu");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"caller-not-allowed\"");
    }

    @Test
    void internalOperation_withoutCallersList_isRefusedToAll() throws Exception {
        for (String entity : List.of("scu", "cmu", "cu-web", "quickstart")) {
            assertThat(call(entity, internalPort, "/internal/v1/for-nobody").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void faces_doNotServeEachOthersPaths() throws Exception {
        assertThat(call("cu-web", publicPort, "/internal/v1/for-scu").statusCode()).isEqualTo(404);
        assertThat(call("scu", publicPort, "/internal/v1/for-scu").statusCode()).isEqualTo(404);
        assertThat(call("cu-web", publicPort, "/actuator/health").statusCode()).isEqualTo(404);
        assertThat(call("scu", internalPort, "/cmu/v1/echo").statusCode()).isEqualTo(404);
        assertThat(call("scu", internalPort, "/actuator/health").statusCode()).isEqualTo(200);
    }

    @Test
    void problems_carryTheTraceOfTheRequest() throws Exception {
        HttpRequest.Builder post = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + publicPort + "/cmu/v1/echo"))
                .POST(HttpRequest.BodyPublishers.ofString("[not json"))
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(call("cu-web", post, "Content-Type", "application/json").body())
                .contains("\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\"");
    }

    @Test
    void publicFace_servesOnlyTheGateway() throws Exception {
        HttpRequest.Builder post = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + publicPort + "/cmu/v1/echo"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"some_text\":\"x\",\"unknown\":1}"));
        assertThat(call("cu-web", post, "Content-Type", "application/json").body()).isEqualTo("{\"some_text\":\"x\"}");
        assertThat(call("scu", post).statusCode()).isEqualTo(404);
    }

    @Test
    void bodies_malformedOrTooLarge_areRefusedInWords() throws Exception {
        HttpRequest.Builder bad = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + publicPort + "/cmu/v1/echo"))
                .POST(HttpRequest.BodyPublishers.ofString("[not json"));
        assertThat(call("cu-web", bad, "Content-Type", "application/json").body()).contains("\"code\":\"body-unreadable\"");
        HttpRequest.Builder large = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + publicPort + "/cmu/v1/echo"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"some_text\":\"" + "x".repeat(600_000) + "\"}"));
        HttpResponse<String> answer = call("cu-web", large, "Content-Type", "application/json");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(call("cu-web", publicPort, "/cmu/v1/nowhere").statusCode()).isEqualTo(404);
        assertThat(call("cu-web", publicPort, "/cmu/v1/echo").statusCode()).isEqualTo(405);
    }

    @Test
    void connection_withoutCertificate_isRefused() {
        assertThatThrownBy(() -> {
                    try (HttpClient client = HttpClient.newBuilder().build()) {
                        client.send(
                                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + internalPort + "/internal/v1/for-scu")).build(),
                                HttpResponse.BodyHandlers.ofString());
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void client_refusesAServerOfAnotherEntity() {
        SSLContext expectsScu = new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity("cmu", "1")).clientContext("scu");
        assertThatThrownBy(() -> {
                    try (HttpClient client = HttpClient.newBuilder().sslContext(expectsScu).build()) {
                        client.send(
                                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + internalPort + "/internal/v1/for-scu")).build(),
                                HttpResponse.BodyHandlers.ofString());
                    }
                })
                .hasMessageContaining("Expected a server of entity 'scu', found 'cmu'");
    }

    @Test
    void flowHeader_isRecordedByTheReceiver() throws Exception {
        String flowId = vedette.contracts.Ids.next("flw");
        call("scu", internalPort, "/internal/v1/for-scu", "Vedette-Flow", "flow=8.4; id=" + flowId + "; step=S6");
        assertThat(EVENTS).filteredOn(e -> e.flowId().equals(flowId)).singleElement().satisfies(e -> {
            assertThat(e.step()).isEqualTo("S6");
            assertThat(e.from()).isEqualTo("scu");
            assertThat(e.to()).isEqualTo("cmu");
            assertThat(e.status()).isEqualTo("ok");
        });
    }
}
