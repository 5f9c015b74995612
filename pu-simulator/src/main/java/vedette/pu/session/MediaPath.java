package vedette.pu.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.function.Predicate;
import vedette.webrtc.SelectedPair;

/**
 * What kind of path a candidate pair is (H.626.4 §7.2 5 b: LAN, NAT, relay).
 *
 * @param kind {@code direct-lan}, {@code direct-punched} or {@code relayed}
 * @param reason why it is that one, in a few words
 */
record MediaPath(String kind, String reason) {
    static final String LAN = "direct-lan";
    static final String PUNCHED = "direct-punched";
    static final String RELAYED = "relayed";

    /** @param sameNetwork whether an address lies in a network that this host is part of */
    static MediaPath of(SelectedPair pair, Predicate<InetAddress> sameNetwork) {
        if (pair.localType().equals("relay")) {
            return new MediaPath(RELAYED, "only the camera's relay address answered");
        }
        if (pair.remoteType().equals("relay")) {
            return new MediaPath(RELAYED, "only the viewer's relay address answered");
        }
        InetAddress remote = pair.remote().getAddress();
        boolean local = pair.localType().equals("host");
        if (local && (remote.isLoopbackAddress() || sameNetwork.test(remote))) {
            return new MediaPath(LAN, "both are in one network");
        }
        boolean routed = local
                && pair.remoteType().equals("host")
                && isPrivate(remote)
                && isPrivate(pair.local().getAddress());
        if (routed) {
            return new MediaPath(LAN, "a private network joins both");
        }
        return new MediaPath(PUNCHED, "the viewer's public address answered");
    }

    /** A native viewer without ICE: the connection's source address tells. */
    static String kindOf(InetAddress peer, Predicate<InetAddress> sameNetwork) {
        return peer.isLoopbackAddress() || sameNetwork.test(peer) || isPrivate(peer) ? LAN : PUNCHED;
    }

    private static boolean isPrivate(InetAddress address) {
        boolean uniqueLocal = address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
        return address.isSiteLocalAddress() || address.isLinkLocalAddress() || uniqueLocal;
    }
}
