package vedette.webrtc;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The candidate pair that carries the media (RFC 8445 §12).
 *
 * @param local this peer's address
 * @param localType {@code host}, {@code srflx}, {@code prflx} or {@code relay}
 * @param remote the viewer's address as seen from here
 * @param remoteType the viewer's candidate type; {@code prflx} if its candidate was hidden behind mDNS
 */
public record SelectedPair(InetSocketAddress local, String localType, InetSocketAddress remote, String remoteType) {
    /** Whether the viewer is in a private network, which is this one as no other can be reached so; never if relayed. */
    public boolean isLocalNetwork() {
        InetAddress address = remote.getAddress();
        boolean uniqueLocal = address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
        return !isRelayed()
                && (address.isLoopbackAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || uniqueLocal);
    }

    /** Whether a TURN server carries the media. */
    public boolean isRelayed() {
        return localType.equals("relay") || remoteType.equals("relay");
    }
}
