package vedette.contracts.sd;

/**
 * What passed through TURN allocations. A relayed payload is counted once, where it enters; media are payloads that are not STUN by
 * RFC 7983 (first byte above 3).
 *
 * @param allocations living now
 * @param packetsFromClients payloads from TURN clients to peers
 * @param bytesFromClients their bytes, without TURN framing
 * @param packetsToClients payloads from peers to TURN clients
 * @param bytesToClients their bytes, without TURN framing
 * @param mediaPackets those payloads of both directions that are media
 * @param mediaBytes their bytes
 * @param refusedPackets payloads dropped because the peer is not allowed
 */
public record RelayTraffic(
        int allocations,
        long packetsFromClients,
        long bytesFromClients,
        long packetsToClients,
        long bytesToClients,
        long mediaPackets,
        long mediaBytes,
        long refusedPackets) {}
