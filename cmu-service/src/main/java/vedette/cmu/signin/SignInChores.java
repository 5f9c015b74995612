package vedette.cmu.signin;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.cmu.config.Chore;

/** Chores of this feature. */
@Configuration(proxyBeanMethods = false)
class SignInChores {
    @Bean
    Chore pruneLoginSessions(LoginSessions sessions) {
        return new Chore("prune sign-ins", false, sessions::prune);
    }

    @Bean
    Chore prunePasswordResets(PasswordChanges changes) {
        return new Chore("prune password resets", false, changes::prune);
    }
}
