package vedette.stun.client;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about the way to the internet.
 *
 * @param server server that answered; null if none did
 * @param mapped own address and port as that server saw it; null if none answered
 * @param mapping {@link NatBehaviour#NONE} without a NAT
 * @param filtering of the NAT, or of a firewall where there is no NAT
 */
public record NatReport(
        @Nullable InetSocketAddress server,
        @Nullable InetSocketAddress mapped,
        NatBehaviour mapping,
        NatBehaviour filtering) {
    static final NatReport BLOCKED = new NatReport(null, null, NatBehaviour.UDP_BLOCKED, NatBehaviour.UDP_BLOCKED);
}
