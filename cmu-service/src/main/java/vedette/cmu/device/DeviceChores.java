package vedette.cmu.device;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.cmu.config.Chore;

/** Chores of this feature. */
@Configuration(proxyBeanMethods = false)
class DeviceChores {
    @Bean
    Chore sweepPresence(Presence presence) {
        return new Chore("sweep presence", true, presence::sweep);
    }
}
