package vedette.mtu.relay;

import java.time.Duration;

/**
 * Limits of relays.
 *
 * @param relaysMax relays at once
 * @param perSessionMax relays of one session at once
 * @param credentialLifetime how long credentials allow new allocations
 */
public record RelayLimits(int relaysMax, int perSessionMax, Duration credentialLifetime) {}
