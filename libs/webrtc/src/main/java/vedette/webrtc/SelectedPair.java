package vedette.webrtc;

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
    /** Whether a TURN server carries the media. */
    public boolean isRelayed() {
        return localType.equals("relay") || remoteType.equals("relay");
    }
}
