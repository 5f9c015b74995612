package vedette.platform.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Defaults of the servlet services, weaker than any file: virtual threads, graceful stop, no static files, health only,
 * no gateway (which refuses to start beside a servlet container). Services without a database do not look for one.
 */
public final class PlatformDefaults implements EnvironmentPostProcessor, Ordered {
    private static final Set<String> SERVICES = Set.of("cmu", "scu", "mtu", "csmu", "csau", "mdu");
    private static final Set<String> WITHOUT_DATABASE = Set.of("scu", "mtu", "csmu", "csau", "mdu", "cu-web");

    /** Made by Spring Boot. */
    public PlatformDefaults() {}

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String entity = environment.getProperty("vedette.entity", environment.getProperty("spring.config.name", ""));
        Map<String, Object> defaults = new LinkedHashMap<>();
        List<String> excluded = new ArrayList<>();
        if (SERVICES.contains(entity)) {
            servlet(entity, defaults);
            // A context that has Reactor Netty's resources disposes of them for the whole JVM when it closes, the gateway's included.
            excluded.add("org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration");
        }
        if (WITHOUT_DATABASE.contains(entity)) {
            // In one JVM the CMU's driver and pool are on everybody's class path.
            excluded.add("org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
        }
        if (!excluded.isEmpty()) {
            defaults.put("spring.autoconfigure.exclude", String.join(",", excluded));
        }
        if (!defaults.isEmpty()) {
            environment.getPropertySources().addLast(new MapPropertySource("vedettePlatformDefaults", defaults));
        }
    }

    private static void servlet(String entity, Map<String, Object> defaults) {
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
    }

    /** After the configuration files, so that {@code vedette.entity} may stand there. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
