package vedette.cmu.idempotency;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.cmu.config.Chore;

/** Chores of this feature. */
@Configuration(proxyBeanMethods = false)
class IdempotencyChores {
    @Bean
    Chore pruneAnswers(Answers answers) {
        return new Chore("prune kept answers", false, answers::prune);
    }
}
