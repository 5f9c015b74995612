package vedette.mtu;

import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.config.ServiceApplication;

/** The media transmission unit (ITU-T H.626.4 §7.3). */
@SpringBootApplication(proxyBeanMethods = false)
@Import(PlatformConfiguration.class)
public class MtuApplication {
    private static final String NAME = "mtu";

    /** Runs the service alone in a process. */
    public static void main(String[] arguments) {
        ServiceApplication.run(MtuApplication.class, NAME, arguments);
    }

    /**
     * Starts the service inside this process and returns when it listens.
     *
     * @param settings win over {@code mtu.yml} and the environment
     * @return the running context; close it to stop
     */
    public static ConfigurableApplicationContext start(Map<String, Object> settings) {
        return ServiceApplication.start(MtuApplication.class, NAME, settings);
    }
}
