package vedette.mtu.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Listeners of distribution. A port of 0 picks a free one; -1 opens none.
 *
 * @param bindAddress address that media listeners bind; null = {@code vedette.bind-address}
 * @param rtsp RTSP for native viewers
 * @param rtsps RTSP over TLS
 * @param tls reverse RTSP and fMP4 over TLS
 * @param plain fMP4 without TLS; opens only while the public address is a loopback one, and on loopback only
 * @param certificate certificate chain of the TLS listeners, PEM; null = one of the generated CA
 * @param privateKey its private key, PEM
 */
@ConfigurationProperties("vedette.mtu")
record DistributionProperties(
        @Nullable String bindAddress,
        @DefaultValue Rtsp rtsp,
        @DefaultValue Rtsps rtsps,
        @DefaultValue Tls tls,
        @DefaultValue Plain plain,
        @Nullable Path certificate,
        @Nullable Path privateKey) {

    /** RTSP. */
    record Rtsp(@DefaultValue("8554") int port) {}

    /** RTSP over TLS. */
    record Rtsps(@DefaultValue("8322") int port) {}

    /**
     * Reverse RTSP and fMP4.
     *
     * @param port at the address of all listeners
     * @param address one more {@code ip:port} of this host, which cameras and viewers are told instead; such as port 443 of an address of
     *     its own, for networks that let only that out
     */
    record Tls(@DefaultValue("8445") int port, @Nullable String address) {}

    /** fMP4 on loopback. */
    record Plain(@DefaultValue("8447") int port) {}
}
