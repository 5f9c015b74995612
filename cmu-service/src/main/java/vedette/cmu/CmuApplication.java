package vedette.cmu;

import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The centre management unit as a program, configured by {@code cmu.yml}. */
@SpringBootApplication
public class CmuApplication {
    /** Made by Spring. */
    public CmuApplication() {}

    /**
     * Starts a CMU in this process; several services may run in one.
     *
     * @param properties settings that override {@code cmu.yml}
     * @return the running context; close it to stop
     */
    public static ConfigurableApplicationContext start(Map<String, Object> properties) {
        String[] arguments = properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        return new SpringApplicationBuilder(CmuApplication.class)
                .properties("spring.config.name=cmu")
                .run(arguments);
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(CmuApplication.class)
                .properties("spring.config.name=cmu")
                .run(arguments);
    }
}
