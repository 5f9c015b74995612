package vedette.quickstart;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code up --lan} listens: one IPv4 address of this machine.
 *
 * @param address the address
 * @param interfaceName the network interface that holds it
 */
record LanAddress(Inet4Address address, String interfaceName) {
    /** Interfaces of container engines, virtual machines and tunnels: whoever is there is not in the living room. */
    private static final Pattern NOT_A_LAN = Pattern.compile(
            "(docker|dkr|br-|virbr|veth|vnet|vmnet|vboxnet|lxc|lxdbr|incusbr|podman|cni|flannel|cali|cilium|kube|tun|tap|wg|ppp|tailscale|zt|ifb|dummy).*");

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** An IPv4 network in CIDR notation, as the octets of its address and the length of its prefix. */
    record Network(int a, int b, int c, int d, int prefix) {
        byte[] addressAndMask() {
            int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
            return new byte[] {
                (byte) a, (byte) b, (byte) c, (byte) d, (byte) (mask >> 24), (byte) (mask >> 16), (byte) (mask >> 8), (byte) mask
            };
        }

        boolean contains(Inet4Address address) {
            byte[] own = addressAndMask();
            byte[] other = address.getAddress();
            for (int i = 0; i < 4; i++) {
                if ((other[i] & own[4 + i]) != (own[i] & own[4 + i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Networks of homes and offices: RFC 1918 §3, RFC 6598 §7, RFC 3927, and loopback for trying things out. */
    static final List<Network> PRIVATE = List.of(
            new Network(10, 0, 0, 0, 8),
            new Network(172, 16, 0, 0, 12),
            new Network(192, 168, 0, 0, 16),
            new Network(100, 64, 0, 0, 10),
            new Network(169, 254, 0, 0, 16),
            new Network(127, 0, 0, 0, 8));

    /** Networks that the internet does not route either: documentation and benchmarks (RFC 5737, RFC 2544). */
    private static final List<Network> NOT_ROUTED = List.of(
            new Network(192, 0, 2, 0, 24), new Network(198, 51, 100, 0, 24), new Network(203, 0, 113, 0, 24), new Network(198, 18, 0, 0, 15));

    /** An address that this machine holds. */
    record Candidate(Inet4Address address, String interfaceName, boolean bridge) {}

    String text() {
        return address.getHostAddress();
    }

    boolean isPrivate() {
        return PRIVATE.stream().anyMatch(network -> network.contains(address));
    }

    /** The private network that the address is in, in CIDR notation as the interface has it; empty for a public address. */
    Optional<String> network() {
        if (!isPrivate()) {
            return Optional.empty();
        }
        try {
            NetworkInterface holder = NetworkInterface.getByInetAddress(address);
            return holder == null
                    ? Optional.empty()
                    : holder.getInterfaceAddresses().stream()
                            .filter(a -> a.getAddress().equals(address))
                            .map(a -> text() + "/" + a.getNetworkPrefixLength())
                            .findFirst();
        } catch (SocketException e) {
            return Optional.empty(); // Gone since it was chosen: binding to it will tell.
        }
    }

    boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    private boolean isPublic() {
        return !isPrivate() && NOT_ROUTED.stream().noneMatch(network -> network.contains(address));
    }

    /**
     * The address that was asked for, or the first one of a local network.
     *
     * @throws UserError if there is none, or this machine does not hold it
     */
    static LanAddress find(@Nullable String asked) {
        List<Candidate> candidates = candidates();
        return asked == null ? pick(candidates) : named(asked, candidates);
    }

    static LanAddress pick(List<Candidate> candidates) {
        List<LanAddress> usable = candidates.stream()
                .filter(c -> !c.bridge() && !NOT_A_LAN.matcher(c.interfaceName()).matches() && !c.address().isLoopbackAddress())
                .map(c -> new LanAddress(c.address(), c.interfaceName()))
                // Addresses that an interface gives itself, without a network's leave, come last.
                .sorted(Comparator.comparing((LanAddress a) -> a.address.isLinkLocalAddress()))
                .toList();
        return usable.stream().filter(a -> !a.isPublic()).findFirst().orElseThrow(() -> usable.isEmpty()
                ? new UserError("--lan found no local network: no interface that is up has an IPv4 address" + seen(candidates) + ".",
                        "Connect to your network, or name an address of this machine: --lan --address A.")
                : new UserError("--lan found only addresses that the whole internet may reach: "
                                + String.join(", ", usable.stream().map(LanAddress::text).toList()) + ".",
                        "If that is what you want, say so: --lan --address " + usable.getFirst().text()));
    }

    private static String seen(List<Candidate> candidates) {
        return candidates.isEmpty()
                ? ""
                : " of a local network (seen: "
                        + String.join(", ", candidates.stream().map(c -> c.interfaceName() + " " + c.address().getHostAddress()).toList()) + ")";
    }

    static LanAddress named(String asked, List<Candidate> candidates) {
        Inet4Address address = parse(asked);
        return candidates.stream()
                .filter(c -> c.address().equals(address))
                .findFirst()
                // The whole of 127.0.0.0/8 is this machine, though only its first address is listed.
                .or(() -> candidates.stream().filter(c -> address.isLoopbackAddress() && c.address().isLoopbackAddress()).findFirst())
                .map(c -> new LanAddress(address, c.interfaceName()))
                .orElseThrow(() -> new UserError("this machine does not hold the address " + asked + ".",
                        "It holds: " + String.join(", ", candidates.stream().map(c -> c.address().getHostAddress()).toList()) + "."));
    }

    private static Inet4Address parse(String asked) {
        try {
            // Only digits get this far, so that no name is looked up.
            if (IPV4.matcher(asked).matches()
                    && InetAddress.getByName(asked) instanceof Inet4Address address
                    && !address.isAnyLocalAddress()
                    && !address.isMulticastAddress()) {
                return address;
            }
        } catch (IOException e) {
            // An octet over 255; told below.
        }
        throw new UserError("--address wants one IPv4 address of this machine, such as 192.168.1.20; found " + asked + ".",
                "List them with: ip -4 -brief address");
    }

    private static List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        try {
            for (NetworkInterface candidate : NetworkInterface.networkInterfaces()
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .toList()) {
                if (!candidate.isUp()) {
                    continue;
                }
                boolean bridge = Files.isDirectory(Path.of("/sys/class/net", candidate.getName(), "bridge"));
                candidate.inetAddresses()
                        .filter(Inet4Address.class::isInstance)
                        .map(Inet4Address.class::cast)
                        .forEach(address -> found.add(new Candidate(address, candidate.getName(), bridge)));
            }
        } catch (SocketException e) {
            // The JDK's answer, too, where no interface has an address at all.
            throw new UserError("--lan found no local network: " + e.getMessage() + ".", "Connect to your network, then try again.");
        }
        return found;
    }
}
