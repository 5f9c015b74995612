package vedette.contracts.sd;

/**
 * What an MTU does now, part of its registration.
 *
 * @param allocations TURN allocations
 * @param sessions sessions that are relayed or distributed
 * @param uplinks devices' reverse connections
 * @param viewers viewers of distributed streams
 * @param relayedBytes payload that TURN relayed since the start
 * @param relayedMediaBytes the part that is not STUN (RFC 7983)
 * @param bytesIn received for distribution since the start
 * @param bytesOut sent to viewers of distributed streams since the start
 */
public record MtuStats(
        int allocations,
        int sessions,
        int uplinks,
        int viewers,
        long relayedBytes,
        long relayedMediaBytes,
        long bytesIn,
        long bytesOut) {}
