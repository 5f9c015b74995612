package vedette.stun.server;

import java.net.InetAddress;

/**
 * A range of addresses, e.g. {@code 10.0.0.0/8}.
 *
 * @param network its first address
 * @param prefix its fixed bits
 */
public record Cidr(InetAddress network, int prefix) {
    public Cidr {
        if (prefix < 0 || prefix > network.getAddress().length * 8) {
            throw new IllegalArgumentException("Expected a prefix of 0 to " + network.getAddress().length * 8 + " bits, found " + prefix);
        }
    }

    /** Parses {@code address/prefix}; an address alone is itself. */
    public static Cidr parse(String text) {
        try {
            int slash = text.indexOf('/');
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            return new Cidr(address, slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Expected a range such as 192.168.0.0/16 or fd00::/8, found " + text, e);
        }
    }

    public boolean contains(InetAddress address) {
        byte[] mine = network.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xFF : 0xFF00 >> prefix - bit & 0xFF;
            if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
