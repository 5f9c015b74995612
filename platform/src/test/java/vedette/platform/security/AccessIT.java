package vedette.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
import org.springframework.web.bind.annotation.RestController;
import vedette.contracts.ErrorKind;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.error.VedetteException;
import vedette.platform.flow.FlowSink;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;

/** Public operations with and without a token, as the gateway calls them. */
class AccessIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    static Path data;

    static ConfigurableApplicationContext service;
    static int publicPort;
    static HttpClient gateway;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({PlatformConfiguration.class, Operations.class})
    static class Service {
        @Bean
        FlowSink sink() {
            return event -> {};
        }

        @Bean
        TokenVerifier tokens() {
            return token -> switch (token) {
                case "ann" -> new CurrentUser("usr_ann", "tnt_1", "s1", "user");
                case "oli" -> new CurrentUser("usr_oli", "tnt_1", "s2", "operator");
                default -> throw new VedetteException(ErrorKind.UNAUTHENTICATED, "token-invalid", "Not a token.");
            };
        }
    }

    record Name(String userId) {}

    @RestController
    static class Operations {
        @GetMapping("/cmu/v1/me")
        Name me(CurrentUser user) {
            return new Name(user.userId());
        }

        @GetMapping("/cmu/v1/platform")
        @Anonymous
        Name platform() {
            return new Name("nobody");
        }

        @GetMapping("/cmu/v1/operator/overview")
        @Roles({"operator", "administrator"})
        Name overview(CurrentUser user) {
            return new Name(user.userId());
        }
    }

    @BeforeAll
    static void start() {
        service = new SpringApplicationBuilder(Service.class)
                .properties(Map.of(
                        "vedette.entity", "cmu", "vedette.data-dir", data.toString(), "spring.main.banner-mode", "off"))
                .run();
        publicPort = ((WebServerApplicationContext) service).getWebServer().getPort();
        gateway = HttpClient.newBuilder()
                .sslContext(new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity("cu-web", "1"))
                        .clientContext("cmu"))
                .build();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        service.close();
    }

    @Test
    void operationWithoutAnnotationNeedsToken() throws Exception {
        HttpResponse<String> refused = get("/cmu/v1/me", null);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(refused.body()).contains("\"code\":\"sign-in-needed\"").contains("\"trace_id\":\"" + TRACE + "\"");
        assertThat(get("/cmu/v1/me", "ann").body()).isEqualTo("{\"user_id\":\"usr_ann\"}");
    }

    @Test
    void badTokenIsRefusedWhereUserIsNeededOnly() throws Exception {
        assertThat(get("/cmu/v1/me", "forged").body()).contains("\"code\":\"token-invalid\"");
        assertThat(get("/cmu/v1/platform", "forged").statusCode()).isEqualTo(200);
    }

    @Test
    void roleIsChecked() throws Exception {
        HttpResponse<String> refused = get("/cmu/v1/operator/overview", "ann");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"code\":\"role-missing\"");
        assertThat(get("/cmu/v1/operator/overview", "oli").statusCode()).isEqualTo(200);
        assertThat(get("/cmu/v1/operator/overview", null).statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> get(String path, @Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + publicPort + path))
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return gateway.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
