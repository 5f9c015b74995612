package vedette.mtu.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * STUN and TURN. A port of 0 picks a free one.
 *
 * @param port UDP and TCP; -1 = no STUN and TURN at all
 * @param tlsPort TLS over TCP; -1 = none
 * @param alsoTls {@code ip:port} of a second TLS listener; null = none
 * @param relayPorts range of the relay sockets, UDP
 * @param relayAddress IP address that clients are told as relayed; null = the public address
 * @param privatePeers private ranges (CIDR) whose addresses may be peers
 * @param perSideMax allocations of one side of a session at once
 * @param answersPerSecond answers to unauthenticated requests of one source address per second
 * @param connectionsMax TCP and TLS connections at once
 * @param connectionsPerAddress the same of one client address
 * @param frameTimeout within which a handshake and each begun frame must be complete
 * @param idleTimeout after which a connection without an allocation is closed
 */
@ConfigurationProperties("vedette.mtu.turn")
record TurnProperties(
        @DefaultValue("3478") int port,
        @DefaultValue("5349") int tlsPort,
        @Nullable String alsoTls,
        @DefaultValue("49160-49415") String relayPorts,
        @Nullable String relayAddress,
        @DefaultValue List<String> privatePeers,
        @DefaultValue("8") int perSideMax,
        @DefaultValue("100") int answersPerSecond,
        @DefaultValue("2000") int connectionsMax,
        @DefaultValue("100") int connectionsPerAddress,
        @DefaultValue("10s") Duration frameTimeout,
        @DefaultValue("60s") Duration idleTimeout) {

    /** First and last relay port. */
    int[] relayRange() {
        String[] parts = relayPorts.split("-", 2);
        try {
            return new int[] {Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[parts.length - 1].strip())};
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Expected vedette.mtu.turn.relay-ports as first-last, such as 49160-49415, found " + relayPorts, e);
        }
    }
}
