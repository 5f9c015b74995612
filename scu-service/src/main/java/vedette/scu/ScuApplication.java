package vedette.scu;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import vedette.scu.config.ScuConfiguration;

/** The service control unit (ITU-T H.626.4 §7.2). */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan(basePackages = "vedette.scu.call")
@Import(ScuConfiguration.class)
public class ScuApplication {

    public static void main(String[] args) {
        application().run(withConfigName(args));
    }

    /**
     * Starts the SCU inside this process and returns when it listens.
     *
     * @param properties settings that win over {@code scu.yml} and the environment
     * @return the running context; close it to stop
     */
    public static ConfigurableApplicationContext start(Map<String, ?> properties) {
        String[] args = properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        return application().run(withConfigName(args));
    }

    private static SpringApplication application() {
        SpringApplication application = new SpringApplication(ScuApplication.class);
        application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
        return application;
    }

    /** The name of the configuration file must be known before it can be read from one. */
    private static String[] withConfigName(String[] args) {
        String[] all = new String[args.length + 2];
        all[0] = "--spring.config.name=scu";
        all[1] = "--spring.main.web-application-type=servlet";
        System.arraycopy(args, 0, all, 2, args.length);
        return all;
    }
}
