package vedette.cmu.account;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.cmu.config.Chore;

/** Chores of this feature. */
@Configuration(proxyBeanMethods = false)
class AccountChores {
    @Bean
    Chore pruneSignUps(SignUps signUps) {
        return new Chore("prune sign-ups", false, signUps::prune);
    }
}
