package vedette.cuweb;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import vedette.platform.config.PlatformProperties;

/** The gateway and portal (CU web access of H.626.4 §6.2, §7.6, §7.7). */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties({PlatformProperties.class, CuWebProperties.class})
public class CuWebApplication {

    public static void main(String[] args) {
        application().run(withConfigName(args));
    }

    /**
     * Starts the gateway inside this process and returns when it listens.
     *
     * @param properties settings that win over {@code cu-web.yml} and the environment
     * @return the running context; close it to stop
     */
    public static ConfigurableApplicationContext start(Map<String, ?> properties) {
        String[] args = properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        return application().run(withConfigName(args));
    }

    private static SpringApplication application() {
        SpringApplication application = new SpringApplication(CuWebApplication.class);
        application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
        return application;
    }

    /** The name of the configuration file must be known before it can be read from one. */
    private static String[] withConfigName(String[] args) {
        String[] all = new String[args.length + 2];
        all[0] = "--spring.config.name=cu-web";
        all[1] = "--spring.main.web-application-type=reactive";
        System.arraycopy(args, 0, all, 2, args.length);
        return all;
    }
}
