package vedette.mtu.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of relays.
 *
 * @param relaysMax relays at once
 * @param perSessionMax relays of one session at once
 * @param credentialLifetime how long TURN credentials allow new allocations
 */
@ConfigurationProperties("vedette.mtu.relay")
record RelayProperties(
        @DefaultValue("4000") int relaysMax,
        @DefaultValue("4") int perSessionMax,
        @DefaultValue("5m") Duration credentialLifetime) {}
