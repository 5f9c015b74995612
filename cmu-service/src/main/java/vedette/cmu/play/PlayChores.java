package vedette.cmu.play;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.cmu.config.Chore;

/** Chores of this feature. */
@Configuration(proxyBeanMethods = false)
class PlayChores {
    @Bean
    Chore deliverOrders(DeviceOrders orders) {
        return new Chore("deliver device orders", true, orders::deliver);
    }

    @Bean
    Chore sweepPlaySessions(PlayChecks checks) {
        return new Chore("sweep play sessions", true, checks::sweep);
    }
}
