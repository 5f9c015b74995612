package vedette.platform.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
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
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.ResourceAccessException;
import vedette.contracts.sc.SignInLink;
import vedette.contracts.sc.SignInLinkRequest;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.flow.FlowSink;
import vedette.platform.internal.Callers;
import vedette.platform.internal.FacePorts;

/** The programs beside a service, against a running one. */
class ToolsIT {
    @TempDir
    static Path data;

    static ConfigurableApplicationContext service;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({PlatformConfiguration.class, Links.class})
    static class Service {
        @Bean
        FlowSink sink() {
            return event -> {};
        }
    }

    @RestController
    static class Links {
        @PostMapping("/internal/v1/sign-in-links")
        @Callers("quickstart")
        SignInLink link(@RequestBody SignInLinkRequest request) {
            return new SignInLink("secret-for-" + request.role(), "usr_1", 600_000);
        }
    }

    @BeforeAll
    static void start() {
        service = new SpringApplicationBuilder(Service.class)
                .properties(Map.of(
                        "vedette.entity", "cmu", "vedette.data-dir", data.toString(), "spring.main.banner-mode", "off"))
                .run();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static URI internal(String path) {
        return URI.create("https://127.0.0.1:" + service.getBean(FacePorts.class).internal() + path);
    }

    @Test
    void probeTellsWellFromUnwell() throws Exception {
        assertThat(HealthProbe.probe(data, "cmu", internal("/actuator/health"))).isZero();
        assertThat(HealthProbe.probe(data, "cmu", internal("/nowhere"))).isEqualTo(1);
        assertThat(HealthProbe.probe(data, "scu", internal("/actuator/health"))).as("another entity").isEqualTo(1);
        int gateway = ((WebServerApplicationContext) service).getWebServer().getPort();
        assertThat(HealthProbe.probe(data, "cmu", URI.create("http://127.0.0.1:" + gateway + "/"))).isEqualTo(1);
    }

    @Test
    void operatorLinkStandsInTheFragment() {
        assertThat(OperatorLink.link(data, internal("").toString(), "https://cameras.example"))
                .isEqualTo("https://cameras.example/login#link=secret-for-operator");
    }

    @Test
    void operatorLinkNeedsTheDataDirectoryOfThisPlatform(@TempDir Path stranger) {
        String cmu = internal("").toString();
        assertThatThrownBy(() -> OperatorLink.link(stranger, cmu, "https://cameras.example"))
                .isInstanceOf(ResourceAccessException.class);
    }
}
