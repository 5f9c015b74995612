package vedette.platform.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
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

/** The link for the operator, from a running CMU. */
class OperatorLinkIT {
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

    private static String cmu() {
        return "https://127.0.0.1:" + service.getBean(FacePorts.class).internal();
    }

    @Test
    void operatorLinkStandsInTheFragment() {
        assertThat(OperatorLink.link(data, cmu(), "https://cameras.example"))
                .isEqualTo("https://cameras.example/login#link=secret-for-operator");
    }

    @Test
    void operatorLinkNeedsTheDataDirectoryOfThisPlatform(@TempDir Path stranger) {
        String cmu = cmu();
        assertThatThrownBy(() -> OperatorLink.link(stranger, cmu, "https://cameras.example"))
                .isInstanceOf(ResourceAccessException.class);
    }
}
