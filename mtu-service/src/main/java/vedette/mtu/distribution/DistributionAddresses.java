package vedette.mtu.distribution;

import org.jspecify.annotations.Nullable;

/**
 * Where this MTU's listeners are reached from outside, for relays and for the registration. A listener that does not run is null.
 *
 * @param rtsp {@code rtsp://host:8554}
 * @param rtsps {@code rtsps://host:8322}
 * @param fmp4 {@code wss://host:8445/v1/fmp4}, or {@code ws://127.0.0.1:8447/v1/fmp4} on loopback, where no browser trusts a generated CA
 * @param reverse {@code https://host:8445/v1/reverse}
 * @param authorityPem what devices shall trust there, PEM
 */
public record DistributionAddresses(
        @Nullable String rtsp, @Nullable String rtsps, @Nullable String fmp4, String reverse, String authorityPem) {}
