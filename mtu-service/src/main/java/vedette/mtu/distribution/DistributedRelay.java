package vedette.mtu.distribution;

import vedette.mtu.relay.Relay;

/**
 * A relay of kind {@code distribute} with what belongs to it.
 *
 * @param relay the relay as it was commanded
 * @param key what it lets watch
 * @param trace its flow
 */
public record DistributedRelay(Relay relay, StreamKey key, RelayTrace trace) {
    /** {@code rly_…} */
    public String id() {
        return relay.relayId();
    }
}
