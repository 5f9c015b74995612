package vedette.csmu;

import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.config.ServiceApplication;

/** The cloud storage management unit (ITU-T H.626.4 §8.7.1). */
@SpringBootApplication(proxyBeanMethods = false)
@Import(PlatformConfiguration.class)
public class CsmuApplication {
    private static final String NAME = "csmu";

    /** Runs the service alone in a process. */
    public static void main(String[] arguments) {
        ServiceApplication.run(CsmuApplication.class, NAME, arguments);
    }

    /**
     * Starts the service inside this process and returns when it listens.
     *
     * @param settings win over {@code csmu.yml} and the environment
     * @return the running context; close it to stop
     */
    public static ConfigurableApplicationContext start(Map<String, Object> settings) {
        return ServiceApplication.start(CsmuApplication.class, NAME, settings);
    }
}
