package vedette.mtu.config;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.mtu.relay.Distribution;
import vedette.mtu.relay.RelayLimits;
import vedette.mtu.relay.Relays;
import vedette.mtu.relay.TurnRelays;
import vedette.platform.config.PlatformProperties;

/** Relays as the SCU commands them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class RelayConfiguration {

    @Bean(destroyMethod = "close")
    Relays relays(
            ObjectProvider<TurnRelays> turn,
            ObjectProvider<Distribution> distribution,
            RelayProperties settings,
            PlatformProperties platform,
            Clock clock) {
        return new Relays(
                turn::getIfAvailable,
                distribution::getIfAvailable,
                new RelayLimits(settings.relaysMax(), settings.perSessionMax(), settings.credentialLifetime()),
                platform.instance(),
                Clock.tick(clock, Duration.ofMillis(1)));
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService relayTimer(Relays relays) {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("relay-timer").factory());
        timer.scheduleWithFixedDelay(relays::expire, 1, 1, TimeUnit.SECONDS);
        return timer;
    }
}
