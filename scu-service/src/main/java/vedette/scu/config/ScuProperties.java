package vedette.scu.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the SCU.
 *
 * @param device the listener for devices
 * @param signal viewers' signalling
 * @param relay relays on media servers
 */
@ConfigurationProperties("vedette.scu")
public record ScuProperties(@DefaultValue Device device, @DefaultValue Signal signal, @DefaultValue Relay relay) {
    /**
     * The listener for devices.
     *
     * @param bindAddresses addresses that it binds to, each with a port of its own if it names one ({@code 203.0.113.11:443});
     *     none = {@code vedette.bind-address}
     * @param port TCP port; 0 picks a free one
     * @param publicUrl how devices reach it; null = from the public address and the port
     * @param certificate PEM file with the certificate chain; null = made from a CA in the data directory
     * @param privateKey PEM file with its key
     * @param authority PEM file with the CA that devices shall trust, if the certificate is configured
     * @param connectionsMax connections at once
     * @param connectionsPerAddress connections of one address at once
     * @param requestsPerMinute HTTP requests of one address per minute
     * @param handshakeTimeout for TLS, and for the first complete HTTP request
     * @param idleTimeout of an HTTP connection between requests
     * @param workersMax requests that may wait for the CMU at once; further ones get 503
     * @param devicesMax devices with a channel at once
     */
    public record Device(
            @DefaultValue List<String> bindAddresses,
            @DefaultValue("8444") int port,
            @Nullable String publicUrl,
            @Nullable Path certificate,
            @Nullable Path privateKey,
            @Nullable Path authority,
            @DefaultValue("120000") int connectionsMax,
            @DefaultValue("2000") int connectionsPerAddress,
            @DefaultValue("1200") int requestsPerMinute,
            @DefaultValue("10s") Duration handshakeTimeout,
            @DefaultValue("15s") Duration idleTimeout,
            @DefaultValue("256") int workersMax,
            @DefaultValue("110000") int devicesMax) {}

    /**
     * Viewers' signalling.
     *
     * @param sessionsMax WebSockets at once
     * @param sessionsPerAddress WebSockets of one address at once
     * @param offerTimeout how long a device may take to answer an offer
     */
    public record Signal(
            @DefaultValue("2000") int sessionsMax,
            @DefaultValue("100") int sessionsPerAddress,
            @DefaultValue("5s") Duration offerTimeout) {}

    /**
     * Relays on media servers.
     *
     * @param patience how long a play request waits for a media server before it goes on without relay
     */
    public record Relay(@DefaultValue("300ms") Duration patience) {}
}
