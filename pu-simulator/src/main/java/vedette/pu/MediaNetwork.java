package vedette.pu;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a unit's media goes in and out: the address that viewers of its own network are told, and the interfaces on which ICE gathers.
 *
 * @param address bound by the RTSP server
 * @param interfaces names for ICE, never empty
 */
record MediaNetwork(InetAddress address, List<String> interfaces) {
    static final String AUTO = "auto";

    /** Container bridges and virtual pairs come last: in a private namespace a virtual pair may be all there is. */
    private static final Pattern VIRTUAL = Pattern.compile("(docker|veth|br-|virbr|cni|flannel|cali|podman|lxc).*");

    /**
     * @param wanted an address of this host, or {@link #AUTO}
     * @param named interfaces chosen by name; empty takes the one that holds the address
     * @throws IOException if there is no such address; the message says what to do
     */
    static MediaNetwork choose(String wanted, List<String> named) throws IOException {
        if (wanted.equals(AUTO)) {
            NetworkInterface found = outward(named);
            InetAddress address = Collections.list(found.getInetAddresses()).stream()
                    .filter(MediaNetwork::isUsable)
                    .min(Comparator.comparing(candidate -> candidate instanceof Inet4Address ? 0 : 1))
                    .orElseThrow();
            return new MediaNetwork(address, named.isEmpty() ? List.of(found.getName()) : named);
        }
        InetAddress address = InetAddress.getByName(wanted);
        if (!named.isEmpty()) {
            return new MediaNetwork(address, named);
        }
        NetworkInterface holder = NetworkInterface.getByInetAddress(address);
        if (holder == null) {
            throw new IOException("No interface of this host has the media address " + wanted
                    + "; expected one of its own addresses, or auto.");
        }
        return new MediaNetwork(address, List.of(holder.getName()));
    }

    private static NetworkInterface outward(List<String> named) throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(candidate -> named.isEmpty() || named.contains(candidate.getName()))
                .filter(MediaNetwork::isUsable)
                .min(Comparator.<NetworkInterface, Boolean>comparing(
                                candidate -> VIRTUAL.matcher(candidate.getName()).matches())
                        .thenComparing(NetworkInterface::getIndex))
                .orElseThrow(() -> new IOException("This host has no interface with an address but loopback"
                        + (named.isEmpty() ? "" : " among " + named) + ". Name one with --interface."));
    }

    private static boolean isUsable(NetworkInterface candidate) {
        try {
            return candidate.isUp()
                    && !candidate.isLoopback()
                    && Collections.list(candidate.getInetAddresses()).stream().anyMatch(MediaNetwork::isUsable);
        } catch (IOException e) {
            return false; // It vanished between listing and asking.
        }
    }

    private static boolean isUsable(InetAddress address) {
        return !address.isLinkLocalAddress() && !address.isLoopbackAddress();
    }
}
