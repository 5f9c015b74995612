package vedette.stun.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What a {@link TurnServer} wants done. Buffers are lent for the call. */
public interface TurnOutput {
    /** Send a STUN message. */
    void toClient(ClientPath path, byte[] message);

    /** Send ChannelData: 4 bytes of header, the payload, and over a stream padding to 4 bytes (RFC 8656 §12.5). */
    void channelData(ClientPath path, int channel, ByteBuffer payload);

    /** Send a datagram from a relay socket. */
    void toPeer(RelaySocket relay, InetSocketAddress peer, ByteBuffer payload);

    /** Bind a relay socket, then call {@link TurnServer#relayOpened} or {@link TurnServer#relayFailed}, at once or later. */
    void open(RelaySocket relay);

    /** Close a relay socket, bound or not. */
    void close(RelaySocket relay);

    /** The session of a stream client is over: close the connection. */
    void disconnect(ClientPath path);
}
