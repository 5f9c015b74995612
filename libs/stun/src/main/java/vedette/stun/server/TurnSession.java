package vedette.stun.server;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What the credentials of one relay share: who may be a peer, how much was relayed. Thread-safe.
 */
public final class TurnSession {
    /** Most peer addresses of a session. */
    public static final int PEERS_MAX = 64;

    private final String id;
    private final PeerPolicy policy;
    private final Traffic traffic = new Traffic();
    private volatile Set<InetAddress> peers = Set.of();

    /**
     * @param id of the relay or session, for logs and lists
     * @param policy what may be a peer at all
     */
    public TurnSession(String id, PeerPolicy policy) {
        this.id = id;
        this.policy = policy;
    }

    public String id() {
        return id;
    }

    public Traffic traffic() {
        return traffic;
    }

    /**
     * Allows further peers: packets pass both ways at once, without a permission of the client. Those that the policy forbids are left out.
     *
     * @return how many of them may now be peers
     */
    public synchronized int allow(Collection<InetAddress> addresses) {
        Set<InetAddress> all = new HashSet<>(peers);
        int allowed = 0;
        for (InetAddress address : addresses) {
            if (policy.permits(address) && (all.contains(address) || all.size() < PEERS_MAX)) {
                all.add(address);
                allowed++;
            }
        }
        peers = Set.copyOf(all);
        return allowed;
    }

    boolean allows(InetAddress peer) {
        return peers.contains(peer);
    }
}
