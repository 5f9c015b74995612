package vedette.stun.server;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The 5-tuple of a client (RFC 8656 §2): transport, client address, server address. Equality ignores the driver's link.
 */
public final class ClientPath {
    /** How the client talks to the server. */
    public enum Transport { UDP, TCP, TLS }

    private final Transport transport;
    private final InetSocketAddress client;
    private final int listener;
    private final @Nullable Object link;
    private final int hash;

    /**
     * @param client its address and port as seen here
     * @param listener 0 = the main listener; for RFC 5780 bit 0 = the other port, bit 1 = the other address
     * @param link the driver's own, e.g. a connection; null = to be found by the listener
     */
    public ClientPath(Transport transport, InetSocketAddress client, int listener, @Nullable Object link) {
        this.transport = transport;
        this.client = client;
        this.listener = listener;
        this.link = link;
        this.hash = client.hashCode() * 31 + transport.ordinal() * 4 + listener;
    }

    public Transport transport() {
        return transport;
    }

    public InetSocketAddress client() {
        return client;
    }

    public int listener() {
        return listener;
    }

    public @Nullable Object link() {
        return link;
    }

    /** Whether messages are framed in a byte stream (RFC 8656 §3.1). */
    public boolean stream() {
        return transport != Transport.UDP;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientPath path
                && path.hash == hash
                && path.transport == transport
                && path.listener == listener
                && path.client.equals(client);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return transport + " " + client;
    }
}
