package vedette.scu;

import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import vedette.platform.config.ServiceApplication;
import vedette.scu.config.ScuConfiguration;

/** The service control unit (ITU-T H.626.4 §7.2). */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan(basePackages = "vedette.scu.call")
@Import(ScuConfiguration.class)
public class ScuApplication {

    public static void main(String[] args) {
        ServiceApplication.run(ScuApplication.class, "scu", args);
    }

    /**
     * Starts the SCU inside this process and returns when it listens.
     *
     * @param settings settings that win over {@code scu.yml} and the environment
     * @return the running context; close it to stop
     */
    public static ConfigurableApplicationContext start(Map<String, ?> settings) {
        return ServiceApplication.start(ScuApplication.class, "scu", settings);
    }
}
