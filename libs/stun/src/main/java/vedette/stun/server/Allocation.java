package vedette.stun.server;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.stun.StunMessage;
import vedette.stun.TransactionId;

/** An allocation (RFC 8656 §5): a client, its relay socket, its channels. */
final class Allocation implements RelaySocket {
    /** Lifetime of a channel binding (RFC 8656 §12). */
    private static final long CHANNEL_NANOS = 600_000_000_000L;
    /** How long after its end neither number nor peer of a binding may be combined with another (RFC 8656 §12.1). */
    private static final long CHANNEL_REST_NANOS = 300_000_000_000L;

    private static final class Channel {
        final int number;
        final InetSocketAddress peer;
        long expiresAt;

        Channel(int number, InetSocketAddress peer) {
            this.number = number;
            this.peer = peer;
        }
    }

    /** What must be known until the relay socket is bound. */
    record Pending(StunMessage request, Authenticator.Proof proof, long reservationToken, int attempts, PortWish wish) {}

    /** Which relay port a client wants. */
    enum PortWish { ANY, EVEN, EVEN_WITH_NEXT, RESERVED }

    final ClientPath path;
    final Grant grant;
    final TransactionId madeBy;
    InetSocketAddress relayed;
    long expiresAt;
    @Nullable Pending pending;
    boolean closed;
    private final List<Channel> channels = new ArrayList<>(2);
    private @Nullable Object attached;

    Allocation(ClientPath path, Grant grant, TransactionId madeBy, InetSocketAddress relayed) {
        this.path = path;
        this.grant = grant;
        this.madeBy = madeBy;
        this.relayed = relayed;
    }

    @Override
    public InetSocketAddress relayed() {
        return relayed;
    }

    @Override
    public void attach(@Nullable Object channel) {
        attached = channel;
    }

    @Override
    public @Nullable Object attached() {
        return attached;
    }

    boolean over(long nowNanos) {
        return pending == null && nowNanos - expiresAt >= 0;
    }

    /** Peer of a living channel, or null. */
    @Nullable InetSocketAddress peerOf(int number, long nowNanos) {
        for (Channel channel : channels) {
            if (channel.number == number) {
                return nowNanos - channel.expiresAt < 0 ? channel.peer : null;
            }
        }
        return null;
    }

    /** Number of the living channel to a peer, or -1. */
    int channelTo(InetSocketAddress peer, long nowNanos) {
        for (Channel channel : channels) {
            if (channel.peer.getPort() == peer.getPort() && channel.peer.equals(peer)) {
                return nowNanos - channel.expiresAt < 0 ? channel.number : -1;
            }
        }
        return -1;
    }

    /** How a {@link #bind} ended. */
    enum Bound { DONE, CONFLICT, FULL }

    /** Binds a channel or renews it (RFC 8656 §12.2). */
    Bound bind(int number, InetSocketAddress peer, int channelsMax, long nowNanos) {
        channels.removeIf(channel -> nowNanos - channel.expiresAt >= CHANNEL_REST_NANOS);
        for (Channel channel : channels) {
            boolean sameNumber = channel.number == number;
            boolean samePeer = channel.peer.equals(peer);
            if (sameNumber && samePeer) {
                channel.expiresAt = nowNanos + CHANNEL_NANOS;
                return Bound.DONE;
            }
            if (sameNumber || samePeer) {
                return Bound.CONFLICT;
            }
        }
        if (channels.size() >= channelsMax) {
            return Bound.FULL;
        }
        Channel fresh = new Channel(number, peer);
        fresh.expiresAt = nowNanos + CHANNEL_NANOS;
        channels.add(fresh);
        return Bound.DONE;
    }
}
