package vedette.cmu.crm;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.config.SecretFiles;

/** Chooses the adapter: without a URL every subscriber is fine. */
@Configuration
class CrmConfiguration {
    @Bean
    Crm crm(CmuProperties properties) {
        return properties.crm().url() == null
                ? _ -> {}
                : new HttpCrm(
                        properties.crm().url(),
                        SecretFiles.read(properties.crm().tokenFile()));
    }
}
