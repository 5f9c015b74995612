package vedette.cmu.sms;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.cmu.config.Chore;

/** Chores of this feature. */
@Configuration(proxyBeanMethods = false)
class SmsChores {
    @Bean
    Chore dispatchSms(Sms sms) {
        return new Chore("dispatch SMS", true, sms::dispatch);
    }
}
