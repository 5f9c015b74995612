package vedette.stun.server;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may ever be peers, whoever asks: a relay must not become a door into the networks that its host can reach. Immutable.
 *
 * <p>Never: unspecified, multicast, broadcast and reserved, link-local, addresses that embed another one (6to4, Teredo, NAT64), the metadata
 * services of clouds. Private networks only inside a configured range; loopback only inside a range that lies in loopback itself.
 */
public final class PeerPolicy {
    private static final List<Cidr> NEVER = ranges(
            "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4", "100.100.100.200",
            "::/128", "::/96", "fe80::/10", "fec0::/10", "ff00::/8", "100::/64", "2001::/32", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48",
            "fd00:ec2::254");
    private static final List<Cidr> LOOPBACK = ranges("127.0.0.0/8", "::1");
    private static final List<Cidr> PRIVATE = ranges("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "fc00::/7");

    private final List<Cidr> privatePeers;

    /** @param privatePeers private ranges whose addresses may be peers */
    public PeerPolicy(List<Cidr> privatePeers) {
        this.privatePeers = List.copyOf(privatePeers);
    }

    private static List<Cidr> ranges(String... texts) {
        return Stream.of(texts).map(Cidr::parse).toList();
    }

    private static boolean in(List<Cidr> ranges, InetAddress address) {
        for (Cidr range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address may be a peer of a session that names it. */
    public boolean permits(InetAddress address) {
        if (in(LOOPBACK, address)) {
            return privatePeers.stream().anyMatch(range -> range.contains(address) && in(LOOPBACK, range.network()) && range.prefix() >= 8);
        }
        if (in(NEVER, address)) {
            return false;
        }
        return !in(PRIVATE, address) || in(privatePeers, address);
    }
}
