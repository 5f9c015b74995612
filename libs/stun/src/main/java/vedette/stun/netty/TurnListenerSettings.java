package vedette.stun.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link TurnListener} listens.
 *
 * @param bind address of all listeners and relay sockets
 * @param advertised address that clients are told, as relayed and in RFC 5780 attributes; differs from {@code bind} behind a 1:1 NAT
 * @param port of UDP and TCP; 0 picks a free one
 * @param tlsPort of TLS over TCP; 0 picks a free one, -1 = no TLS
 * @param tls certificate of the TLS listener; null = no TLS
 * @param alsoTls a second TLS listener, e.g. port 443 of an address of its own for networks that let no other port out; null = none
 * @param otherPort second UDP port for RFC 5780; 0 picks a free one, -1 = none
 * @param other second address for RFC 5780, needs the other port; null = none
 * @param relayPortFirst first port of relay sockets
 * @param relayPortLast last port of relay sockets
 * @param connectionsMax TCP and TLS connections at once
 * @param connectionsPerAddress the same of one client address
 * @param frameTimeout within which the TLS handshake, the first frame, and each begun frame must be complete
 * @param idleTimeout after which a connection without an allocation is closed
 */
public record TurnListenerSettings(
        InetAddress bind,
        InetAddress advertised,
        int port,
        int tlsPort,
        @Nullable Tls tls,
        @Nullable InetSocketAddress alsoTls,
        int otherPort,
        @Nullable OtherAddress other,
        int relayPortFirst,
        int relayPortLast,
        int connectionsMax,
        int connectionsPerAddress,
        Duration frameTimeout,
        Duration idleTimeout) {

    /**
     * The certificate of the TLS listener.
     *
     * @param key its private key
     * @param chain the certificate, then its issuers
     */
    public record Tls(PrivateKey key, List<X509Certificate> chain) {
        /** Never shows the key. */
        @Override
        public String toString() {
            return "Tls[" + chain.getFirst().getSubjectX500Principal() + "]";
        }
    }

    /**
     * A second address of this host, where both UDP ports are bound too.
     *
     * @param bind local
     * @param advertised what clients are told
     */
    public record OtherAddress(InetAddress bind, InetAddress advertised) {}

    /** Defaults for a host whose address clients reach as it is. */
    public static TurnListenerSettings of(InetAddress address, int port, int tlsPort, @Nullable Tls tls, int relayPortFirst, int relayPortLast) {
        return new TurnListenerSettings(
                address, address, port, tlsPort, tls, null, port == 0 ? 0 : port + 1, null, relayPortFirst, relayPortLast, 2000, 100,
                Duration.ofSeconds(10), Duration.ofSeconds(60));
    }
}
