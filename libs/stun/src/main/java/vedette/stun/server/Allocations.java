package vedette.stun.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.stun.Attr;
import vedette.stun.StunAttribute;
import vedette.stun.StunBuilder;
import vedette.stun.StunError;
import vedette.stun.StunMessage;
import vedette.stun.StunParseException;

/** All allocations of a server: authenticated requests, relayed payloads, expiry. Not thread-safe. */
final class Allocations {
    /** Attributes understood in authenticated requests. DONT-FRAGMENT is not: the sockets cannot set it per datagram (RFC 8656 §7.2). */
    static final Set<Integer> KNOWN = Set.of(
            Attr.USERNAME, Attr.USERHASH, Attr.REALM, Attr.NONCE, Attr.MESSAGE_INTEGRITY, Attr.MESSAGE_INTEGRITY_SHA256, Attr.PASSWORD_ALGORITHM,
            Attr.CHANNEL_NUMBER, Attr.LIFETIME, Attr.XOR_PEER_ADDRESS, Attr.DATA, Attr.REQUESTED_ADDRESS_FAMILY, Attr.EVEN_PORT,
            Attr.REQUESTED_TRANSPORT, Attr.RESERVATION_TOKEN);

    private static final int PEERS_PER_REQUEST_MAX = 16;
    /** RFC 8656 uses 0x4000-0x4FFF; clients of RFC 5766 (coturn's) take up to 0x7FFF, which is told from STUN just as well. */
    private static final int CHANNEL_FIRST = 0x4000;

    private static final int CHANNEL_LAST = 0x7FFF;

    private final TurnSettings settings;
    private final TurnOutput out;
    /** For transaction ids of indications, which nobody answers: fast, not secret. */
    private final RandomGenerator random;
    private final StunCounters counters;
    private final @Nullable PacketTap tap;
    private final Allocator allocator;
    private final Traffic total = new Traffic();
    private final Map<ClientPath, Allocation> byPath = new HashMap<>();
    private final Map<Integer, Allocation> byPort = new HashMap<>();

    Allocations(
            TurnSettings settings, TurnOutput out, TurnEvents events, RandomGenerator random, StunCounters counters, @Nullable PacketTap tap) {
        this.settings = settings;
        this.out = out;
        this.random = new SplittableRandom(random.nextLong());
        this.counters = counters;
        this.tap = tap;
        this.allocator = new Allocator(settings, out, events, new RelayPorts(settings.relayPortFirst(), settings.relayPortLast(), random), total,
                byPath, byPort);
    }

    void allocate(ClientPath path, StunMessage request, Authenticator.Proof proof, long nowNanos) throws StunParseException {
        allocator.allocate(path, request, proof, nowNanos);
    }

    void opened(Allocation allocation, long nowNanos) {
        allocator.opened(allocation, nowNanos);
    }

    void failed(Allocation allocation, long nowNanos) {
        allocator.failed(allocation, nowNanos);
    }

    /** The allocation of a request, or null after the error was sent. */
    private @Nullable Allocation owned(ClientPath path, StunMessage request, Authenticator.Proof proof) {
        Allocation allocation = byPath.get(path);
        if (allocation == null || allocation.pending != null) {
            refuse(path, request, proof, StunError.ALLOCATION_MISMATCH);
            return null;
        }
        if (!allocation.grant.username().equals(proof.grant().username())) {
            refuse(path, request, proof, StunError.WRONG_CREDENTIALS);
            return null;
        }
        return allocation;
    }

    void refresh(ClientPath path, StunMessage request, Authenticator.Proof proof, long nowNanos) throws StunParseException {
        Allocation allocation = owned(path, request, proof);
        if (allocation == null) {
            return;
        }
        StunAttribute family = request.first(Attr.REQUESTED_ADDRESS_FAMILY);
        if (family != null && family.uint8(4) != familyOf(settings.relayAddress())) {
            refuse(path, request, proof, StunError.PEER_FAMILY_MISMATCH);
            return;
        }
        StunAttribute asked = request.first(Attr.LIFETIME);
        long seconds = 0;
        if (asked != null && asked.uint32() == 0) {
            allocator.close(allocation, "client-done");
        } else {
            seconds = allocator.lifetime(asked);
            allocation.expiresAt = nowNanos + seconds * 1_000_000_000L;
        }
        out.toClient(path, proof.seal(StunBuilder.success(request).uint32(Attr.LIFETIME, seconds), request));
    }

    static int familyOf(InetAddress address) {
        return address.getAddress().length == 4 ? 1 : 2;
    }

    void createPermission(ClientPath path, StunMessage request, Authenticator.Proof proof) throws StunParseException {
        Allocation allocation = owned(path, request, proof);
        if (allocation == null) {
            return;
        }
        List<StunAttribute> peers = request.all(Attr.XOR_PEER_ADDRESS);
        if (peers.isEmpty() || peers.size() > PEERS_PER_REQUEST_MAX) {
            refuse(path, request, proof, StunError.BAD_REQUEST);
            return;
        }
        for (StunAttribute peer : peers) {
            InetAddress address = peer.xorAddress().getAddress();
            StunError refusal = familyOf(address) != familyOf(settings.relayAddress()) ? StunError.PEER_FAMILY_MISMATCH
                    : allocation.grant.session().allows(address) || address.equals(settings.relayAddress()) ? null
                    : StunError.FORBIDDEN;
            if (refusal != null) {
                refuse(path, request, proof, refusal);
                return;
            }
        }
        // Nothing to install: who may be a peer is known by the session, and stays so.
        out.toClient(path, proof.seal(StunBuilder.success(request), request));
    }

    void channelBind(ClientPath path, StunMessage request, Authenticator.Proof proof, long nowNanos) throws StunParseException {
        Allocation allocation = owned(path, request, proof);
        if (allocation == null) {
            return;
        }
        StunAttribute number = request.first(Attr.CHANNEL_NUMBER);
        StunAttribute peer = request.first(Attr.XOR_PEER_ADDRESS);
        if (number == null || peer == null || number.uint16() < CHANNEL_FIRST || number.uint16() > CHANNEL_LAST) {
            refuse(path, request, proof, StunError.BAD_REQUEST);
            return;
        }
        InetSocketAddress address = peer.xorAddress();
        if (familyOf(address.getAddress()) != familyOf(settings.relayAddress())) {
            refuse(path, request, proof, StunError.PEER_FAMILY_MISMATCH);
        } else if (!hairpin(address) && !mayReach(allocation, address)) {
            refuse(path, request, proof, StunError.FORBIDDEN);
        } else {
            switch (allocation.bind(number.uint16(), address, settings.channelsMax(), nowNanos)) {
                case DONE -> out.toClient(path, proof.seal(StunBuilder.success(request), request));
                case CONFLICT -> refuse(path, request, proof, StunError.BAD_REQUEST);
                case FULL -> refuse(path, request, proof, StunError.INSUFFICIENT_CAPACITY);
            }
        }
    }

    private void refuse(ClientPath path, StunMessage request, Authenticator.Proof proof, StunError error) {
        out.toClient(path, proof.seal(StunBuilder.error(request, error), request));
    }

    /** Whether the address is that of a relay of this server, used or not. */
    private boolean hairpin(InetSocketAddress peer) {
        return settings.relayPort(peer.getPort()) && peer.getAddress().equals(settings.relayAddress());
    }

    private boolean mayReach(Allocation allocation, InetSocketAddress peer) {
        InetAddress address = peer.getAddress();
        return peer.getPort() != 0
                && allocation.grant.session().allows(address)
                && !(settings.ownPorts().contains(peer.getPort())
                        && (address.equals(settings.relayAddress()) || settings.ownAddresses().contains(address) || address.isLoopbackAddress()));
    }

    void channelData(ClientPath path, ByteBuffer data, long nowNanos) {
        Allocation allocation = byPath.get(path);
        int at = data.position();
        int length = data.getShort(at + 2) & 0xFFFF;
        if (allocation == null || length > data.remaining() - 4) {
            counters.junk();
            return;
        }
        InetSocketAddress peer = allocation.peerOf(data.getShort(at) & 0xFFFF, nowNanos);
        if (peer == null) {
            counters.junk();
            return;
        }
        toPeer(allocation, peer, data.slice(at + 4, length), nowNanos);
    }

    void send(ClientPath path, StunMessage indication, long nowNanos) {
        Allocation allocation = byPath.get(path);
        StunAttribute peer = indication.first(Attr.XOR_PEER_ADDRESS);
        StunAttribute data = indication.first(Attr.DATA);
        if (allocation == null || peer == null || data == null || !indication.unknown(KNOWN).isEmpty()) {
            counters.junk();
            return;
        }
        try {
            toPeer(allocation, peer.xorAddress(), data.buffer(), nowNanos);
        } catch (StunParseException malformed) {
            counters.junk();
        }
    }

    private void toPeer(Allocation allocation, InetSocketAddress peer, ByteBuffer payload, long nowNanos) {
        Traffic traffic = allocation.grant.session().traffic();
        Allocation other = null;
        boolean allowed;
        if (hairpin(peer)) {
            other = byPort.get(peer.getPort());
            // Another session's relay is as far away as any stranger.
            allowed = other != null && other.grant.session() == allocation.grant.session();
        } else {
            allowed = mayReach(allocation, peer);
        }
        if (!allowed || allocation.pending != null) {
            traffic.refused();
            total.refused();
            return;
        }
        boolean media = media(payload);
        traffic.fromClient(payload.remaining(), media);
        total.fromClient(payload.remaining(), media);
        if (tap != null) {
            tap.relayed(allocation.grant, true, peer, payload.duplicate());
        }
        if (other == null) {
            out.toPeer(allocation, peer, payload);
        } else if (other.pending == null) {
            // Counted as relayed once already.
            toClient(other, allocation.relayed, payload, nowNanos);
        }
    }

    /** RFC 7983: a first byte of 0 to 3 is STUN. */
    private static boolean media(ByteBuffer payload) {
        return payload.hasRemaining() && (payload.get(payload.position()) & 0xFF) > 3;
    }

    void fromPeer(Allocation allocation, InetSocketAddress peer, ByteBuffer payload, long nowNanos) {
        if (allocation.closed || allocation.pending != null) {
            return;
        }
        Traffic traffic = allocation.grant.session().traffic();
        if (!allocation.grant.session().allows(peer.getAddress())) {
            traffic.refused();
            total.refused();
            return;
        }
        boolean media = media(payload);
        traffic.toClient(payload.remaining(), media);
        total.toClient(payload.remaining(), media);
        toClient(allocation, peer, payload, nowNanos);
    }

    private void toClient(Allocation allocation, InetSocketAddress peer, ByteBuffer payload, long nowNanos) {
        if (tap != null) {
            tap.relayed(allocation.grant, false, peer, payload.duplicate());
        }
        int channel = allocation.channelTo(peer, nowNanos);
        if (channel >= 0) {
            out.channelData(allocation.path, channel, payload);
        } else {
            out.toClient(allocation.path, DataIndication.build(random, peer, payload));
        }
    }

    void clientGone(ClientPath path) {
        Allocation allocation = byPath.get(path);
        if (allocation != null) {
            allocator.close(allocation, "client-gone");
        }
    }

    void end(TurnSession session, String reason) {
        endIf(allocation -> allocation.grant.session() == session, reason, true);
    }

    void close() {
        endIf(_ -> true, "server-stopping", true);
    }

    void tick(long nowNanos) {
        endIf(allocation -> allocation.over(nowNanos), "expired", false);
        allocator.expire(nowNanos);
    }

    private void endIf(Predicate<Allocation> which, String reason, boolean disconnect) {
        List<Allocation> over = new ArrayList<>();
        for (Allocation allocation : byPath.values()) {
            if (which.test(allocation)) {
                over.add(allocation);
            }
        }
        for (Allocation allocation : over) {
            allocator.close(allocation, reason);
            if (disconnect && allocation.path.stream()) {
                out.disconnect(allocation.path);
            }
        }
    }

    boolean has(ClientPath path) {
        return byPath.containsKey(path);
    }

    int size() {
        return byPath.size();
    }

    int portsTaken() {
        return allocator.portsTaken();
    }

    Traffic traffic() {
        return total;
    }
}
