package vedette.mtu.turn;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vedette.stun.netty.TurnListenerSettings;
import vedette.stun.server.Cidr;

/**
 * Settings of the STUN and TURN service.
 *
 * @param listener where it listens
 * @param publicHost host name or address in URLs
 * @param alsoTls {@code host:port} in URLs of the second TLS listener; null = none
 * @param privatePeers private ranges whose addresses may be peers
 * @param ownAddresses addresses of this host
 * @param ownPorts ports of this host's listeners, which no relay may send to
 * @param allocationsMax allocations at once
 * @param perSideMax allocations of one side of a relay at once
 * @param answersPerSecond answers to unauthenticated requests of one source address per second
 */
public record TurnServiceSettings(
        TurnListenerSettings listener,
        String publicHost,
        @Nullable String alsoTls,
        List<Cidr> privatePeers,
        Set<InetAddress> ownAddresses,
        Set<Integer> ownPorts,
        int allocationsMax,
        int perSideMax,
        int answersPerSecond) {
    /** Realm of the credentials. */
    public static final String REALM = "vedette";
}
