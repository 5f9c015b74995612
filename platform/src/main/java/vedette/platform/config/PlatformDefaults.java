package vedette.platform.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Defaults of the servlet services, weaker than any file: virtual threads, graceful stop, no static files, health only,
 * no gateway (which refuses to start beside a servlet container). The gateway's own context is left alone.
 */
public final class PlatformDefaults implements EnvironmentPostProcessor, Ordered {
    private static final Set<String> SERVICES = Set.of("cmu", "scu", "mtu", "csmu", "csau", "mdu");

    /** Made by Spring Boot. */
    public PlatformDefaults() {}

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String entity = environment.getProperty("vedette.entity", environment.getProperty("spring.config.name", ""));
        if (!SERVICES.contains(entity)) {
            return;
        }
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("spring.application.name", entity);
        defaults.put("spring.main.banner-mode", "off");
        defaults.put("spring.main.web-application-type", "servlet");
        defaults.put("spring.threads.virtual.enabled", "true");
        defaults.put("spring.jmx.enabled", "false");
        defaults.put("spring.web.resources.add-mappings", "false");
        defaults.put("spring.cloud.gateway.server.webflux.enabled", "false");
        defaults.put("spring.lifecycle.timeout-per-shutdown-phase", "5s");
        defaults.put("server.shutdown", "graceful");
        defaults.put("server.error.whitelabel.enabled", "false");
        defaults.put("server.servlet.session.persistent", "false");
        defaults.put("management.endpoints.web.exposure.include", "health");
        defaults.put("management.endpoint.health.probes.enabled", "true");
        defaults.put("management.endpoint.health.show-components", "always");
        environment.getPropertySources().addLast(new MapPropertySource("vedettePlatformDefaults", defaults));
    }

    /** After the configuration files, so that {@code vedette.entity} may stand there. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
