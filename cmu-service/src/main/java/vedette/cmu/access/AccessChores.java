package vedette.cmu.access;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.cmu.config.Chore;

/** Chores of this feature. */
@Configuration(proxyBeanMethods = false)
class AccessChores {
    @Bean
    Chore pruneAttempts(Attempts attempts) {
        return new Chore("prune attempts", false, attempts::prune);
    }
}
