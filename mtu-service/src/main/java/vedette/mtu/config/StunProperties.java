package vedette.mtu.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * NAT behaviour discovery (RFC 5780).
 *
 * @param otherAddress {@code ip:port} of a second address of this host and the second port of both; null = the same address, next port
 */
@ConfigurationProperties("vedette.mtu.stun")
record StunProperties(@Nullable String otherAddress) {}
