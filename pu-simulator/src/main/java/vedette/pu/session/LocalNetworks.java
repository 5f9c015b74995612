package vedette.pu.session;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** The networks that this host's interfaces are part of, asked anew each time since they change. */
final class LocalNetworks {
    private LocalNetworks() {}

    static boolean contains(InetAddress address) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(each -> each.getInterfaceAddresses().stream())
                    .anyMatch(each -> covers(each, address));
        } catch (SocketException e) {
            return false; // Unknown counts as elsewhere: the path is then called punched, which claims less.
        }
    }

    private static boolean covers(InterfaceAddress own, InetAddress address) {
        return own.getAddress() != null && samePrefix(own.getAddress(), address, own.getNetworkPrefixLength());
    }

    /** @param bits length of the network prefix */
    static boolean samePrefix(InetAddress a, InetAddress b, int bits) {
        byte[] left = a.getAddress();
        byte[] right = b.getAddress();
        if (left.length != right.length || bits < 1 || bits > left.length * 8) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((left[bit / 8] & mask) != (right[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
