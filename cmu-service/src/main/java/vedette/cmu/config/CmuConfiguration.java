package vedette.cmu.config;

import java.security.SecureRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import vedette.platform.config.PlatformConfiguration;

/** Beans without a better home. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CmuProperties.class)
@Import(PlatformConfiguration.class)
class CmuConfiguration {
    @Bean
    Ticker ticker() {
        return System::nanoTime;
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }
}
