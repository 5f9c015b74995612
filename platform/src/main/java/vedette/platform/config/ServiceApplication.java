package vedette.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a servlet service by its configuration name, alone in a process or beside others. Stateless. */
public final class ServiceApplication {
    private ServiceApplication() {}

    /** As the main method of a service's own process; {@code arguments} win over file and environment. */
    public static ConfigurableApplicationContext run(Class<?> application, String entity, String... arguments) {
        List<String> all = new ArrayList<>();
        // The name of the configuration file must be known before one can be read.
        all.add("--spring.config.name=" + entity);
        all.addAll(List.of(arguments));
        SpringApplication spring = new SpringApplication(application);
        spring.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
        return spring.run(all.toArray(String[]::new));
    }

    /**
     * Inside a process that holds several services; returns when the service listens.
     *
     * @param settings win over file and environment
     * @return the running context; close it to stop
     */
    public static ConfigurableApplicationContext start(Class<?> application, String entity, Map<String, ?> settings) {
        return run(
                application,
                entity,
                settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }
}
