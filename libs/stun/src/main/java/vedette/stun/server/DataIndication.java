package vedette.stun.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import vedette.stun.Attr;
import vedette.stun.StunBuilder;
import vedette.stun.StunClass;
import vedette.stun.StunMethod;
import vedette.stun.TransactionId;

/** Data indications (RFC 8656 §11.3): what a peer sent and no channel carries. */
final class DataIndication {
    private DataIndication() {}

    static byte[] build(RandomGenerator random, InetSocketAddress peer, ByteBuffer payload) {
        byte[] data = new byte[payload.remaining()];
        payload.get(payload.position(), data);
        return StunBuilder.of(StunClass.INDICATION, StunMethod.DATA, TransactionId.random(random))
                .xorAddress(Attr.XOR_PEER_ADDRESS, peer)
                .put(Attr.DATA, data)
                .build();
    }
}
