package vedette.stun.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Hears relayed payloads, for tests and diagnosis. Buffers are lent for the call. */
@FunctionalInterface
public interface PacketTap {
    /**
     * A payload is relayed.
     *
     * @param toPeer true from the client to the peer, false from the peer to the client
     */
    void relayed(Grant grant, boolean toPeer, InetSocketAddress peer, ByteBuffer payload);
}
