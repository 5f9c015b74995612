package vedette.stun.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Settings of a server.
 *
 * @param realm of the long-term credentials
 * @param relayAddress address that clients are told as relayed, of the family that relays have
 * @param ownAddresses further addresses of this host: peers there are never other listeners of it
 * @param ownPorts ports of this host's listeners, which nobody may have as peer at an own address
 * @param relayPortFirst first port of the relay range
 * @param relayPortLast last port of the relay range
 * @param stunAddresses advertised addresses of the UDP listeners: [0] main, [1] other port, [2] other address, [3] both (RFC 5780); one, two
 *     or four of them
 * @param lifetime of an allocation, if the client asks for none or less
 * @param lifetimeMax longest one granted
 * @param allocationsMax allocations at once
 * @param perSideMax allocations of one side of a session at once
 * @param channelsMax channels of one allocation
 * @param nonceLifetime how long a nonce is taken
 * @param answersPerSecond answers to unauthenticated requests of one source per second
 * @param answersBurst the same, at once
 */
public record TurnSettings(
        String realm,
        InetAddress relayAddress,
        Set<InetAddress> ownAddresses,
        Set<Integer> ownPorts,
        int relayPortFirst,
        int relayPortLast,
        List<InetSocketAddress> stunAddresses,
        Duration lifetime,
        Duration lifetimeMax,
        int allocationsMax,
        int perSideMax,
        int channelsMax,
        Duration nonceLifetime,
        int answersPerSecond,
        int answersBurst) {

    public TurnSettings {
        if (relayPortFirst < 1024 || relayPortLast > 65_535 || relayPortFirst > relayPortLast) {
            throw new IllegalArgumentException(
                    "Expected a relay range within 1024-65535, found " + relayPortFirst + "-" + relayPortLast);
        }
        if (stunAddresses.size() != 1 && stunAddresses.size() != 2 && stunAddresses.size() != 4) {
            throw new IllegalArgumentException("Expected 1, 2 or 4 STUN addresses, found " + stunAddresses.size());
        }
    }

    /** The defaults for a main listener. */
    public static TurnSettings of(InetAddress relayAddress, int relayPortFirst, int relayPortLast, InetSocketAddress main) {
        return new TurnSettings(
                "vedette", relayAddress, Set.of(), Set.of(), relayPortFirst, relayPortLast, List.of(main), Duration.ofMinutes(10),
                Duration.ofHours(1), relayPortLast - relayPortFirst + 1, 8, 32, Duration.ofMinutes(10), 100, 200);
    }

    /** The same with other listeners. */
    public TurnSettings withStunAddresses(List<InetSocketAddress> addresses) {
        return new TurnSettings(
                realm, relayAddress, ownAddresses, ownPorts, relayPortFirst, relayPortLast, addresses, lifetime, lifetimeMax, allocationsMax,
                perSideMax, channelsMax, nonceLifetime, answersPerSecond, answersBurst);
    }

    /** The same with other limits. */
    public TurnSettings withLimits(int allocations, int perSide, int answersEachSecond, int answersAtOnce) {
        return new TurnSettings(
                realm, relayAddress, ownAddresses, ownPorts, relayPortFirst, relayPortLast, stunAddresses, lifetime, lifetimeMax, allocations,
                perSide, channelsMax, nonceLifetime, answersEachSecond, answersAtOnce);
    }

    /** The same with the addresses and listeners of this host that no peer may be. */
    public TurnSettings withOwn(Set<InetAddress> addresses, Set<Integer> ports) {
        return new TurnSettings(
                realm, relayAddress, addresses, ports, relayPortFirst, relayPortLast, stunAddresses, lifetime, lifetimeMax, allocationsMax,
                perSideMax, channelsMax, nonceLifetime, answersPerSecond, answersBurst);
    }

    boolean relayPort(int port) {
        return port >= relayPortFirst && port <= relayPortLast;
    }
}
