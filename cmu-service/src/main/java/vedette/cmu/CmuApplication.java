package vedette.cmu;

import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import vedette.platform.config.ServiceApplication;

/** The centre management unit as a program, configured by {@code cmu.yml}. */
@SpringBootApplication
public class CmuApplication {
    private static final String ENTITY = "cmu";

    /** Made by Spring. */
    public CmuApplication() {}

    /**
     * Starts a CMU in this process; several services may run in one.
     *
     * @param properties settings that override {@code cmu.yml}
     * @return the running context; close it to stop
     */
    public static ConfigurableApplicationContext start(Map<String, Object> properties) {
        return ServiceApplication.start(CmuApplication.class, ENTITY, properties);
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] arguments) {
        ServiceApplication.run(CmuApplication.class, ENTITY, arguments);
    }
}
