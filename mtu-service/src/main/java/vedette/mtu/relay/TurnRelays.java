package vedette.mtu.relay;

import java.time.Instant;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayTraffic;

/** What keeps relays of kind {@code turn}. Called on request threads, and {@link #delete} on the relays' timer too. */
public interface TurnRelays {

    /**
     * Takes a relay in.
     *
     * @param relay the relay
     * @param credentialsExpireAt when new allocations are refused
     * @return credentials for both sides
     */
    RelayAnswer.IceServers create(Relay relay, Instant credentialsExpireAt);

    /** The relay was renewed or has more addresses. Does nothing for an unknown one. */
    void extend(Relay relay);

    /** The relay is over: its allocations are closed. Does nothing for an unknown one. */
    void delete(String relayId);

    /** What passed through one relay; zeros for an unknown one. */
    RelayTraffic traffic(String relayId);

    /** What passed through all relays since the start. */
    RelayTraffic traffic();

    /** What the listeners saw since the start. */
    RelayCounters.Stun stun();
}
