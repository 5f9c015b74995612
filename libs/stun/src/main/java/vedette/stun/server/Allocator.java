package vedette.stun.server;

import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vedette.stun.Attr;
import vedette.stun.StunAttribute;
import vedette.stun.StunBuilder;
import vedette.stun.StunError;
import vedette.stun.StunMessage;
import vedette.stun.StunParseException;

/** Makes and ends allocations (RFC 8656 §7). Not thread-safe; shares the maps with {@link Allocations}. */
final class Allocator {
    private static final int UDP = 17;
    private static final int IPV6 = 2;
    /** Ports tried until one can be bound: another program may sit in the relay range. */
    private static final int ATTEMPTS_MAX = 8;

    private final TurnSettings settings;
    private final TurnOutput out;
    private final TurnEvents events;
    private final RelayPorts ports;
    private final Traffic total;
    private final Map<ClientPath, Allocation> byPath;
    private final Map<Integer, Allocation> byPort;

    Allocator(
            TurnSettings settings,
            TurnOutput out,
            TurnEvents events,
            RelayPorts ports,
            Traffic total,
            Map<ClientPath, Allocation> byPath,
            Map<Integer, Allocation> byPort) {
        this.settings = settings;
        this.out = out;
        this.events = events;
        this.ports = ports;
        this.total = total;
        this.byPath = byPath;
        this.byPort = byPort;
    }

    void allocate(ClientPath path, StunMessage request, Authenticator.Proof proof, long nowNanos) throws StunParseException {
        Allocation existing = byPath.get(path);
        if (existing != null) {
            if (!existing.madeBy.equals(request.id())) {
                refuse(path, request, proof, StunError.ALLOCATION_MISMATCH);
            } else if (existing.pending == null) {
                // Sent again because the answer was lost.
                succeed(existing, request, proof, 0, (existing.expiresAt - nowNanos) / 1_000_000_000L);
            }
            return;
        }
        StunError refusal = check(request, proof.grant(), nowNanos);
        if (refusal != null) {
            refuse(path, request, proof, refusal);
            return;
        }
        StunAttribute even = request.first(Attr.EVEN_PORT);
        StunAttribute token = request.first(Attr.RESERVATION_TOKEN);
        Allocation.PortWish wish = token != null ? Allocation.PortWish.RESERVED
                : even == null ? Allocation.PortWish.ANY
                : (even.uint8(1) & 0x80) != 0 ? Allocation.PortWish.EVEN_WITH_NEXT
                : Allocation.PortWish.EVEN;
        int port = token != null ? ports.redeem(token.int64(), proof.grant().session()) : take(wish);
        if (port < 0) {
            refuse(path, request, proof, StunError.INSUFFICIENT_CAPACITY);
            return;
        }
        long reserved = wish == Allocation.PortWish.EVEN_WITH_NEXT ? ports.reserve(port + 1, proof.grant().session(), nowNanos) : 0;
        Allocation allocation = new Allocation(path, proof.grant(), request.id(), new InetSocketAddress(settings.relayAddress(), port));
        allocation.pending = new Allocation.Pending(request, proof, reserved, 1, wish);
        byPath.put(path, allocation);
        byPort.put(port, allocation);
        out.open(allocation);
    }

    private int take(Allocation.PortWish wish) {
        return switch (wish) {
            case ANY -> ports.take();
            case EVEN -> ports.takeEven(false);
            case EVEN_WITH_NEXT -> ports.takeEven(true);
            case RESERVED -> -1;
        };
    }

    private @Nullable StunError check(StunMessage request, Grant grant, long nowNanos) throws StunParseException {
        if (nowNanos - grant.expiresAtNanos() >= 0) {
            return StunError.UNAUTHENTICATED;
        }
        StunAttribute transport = request.first(Attr.REQUESTED_TRANSPORT);
        if (transport == null) {
            return StunError.BAD_REQUEST;
        }
        if (transport.uint8(4) != UDP) {
            return StunError.UNSUPPORTED_TRANSPORT;
        }
        StunAttribute family = request.first(Attr.REQUESTED_ADDRESS_FAMILY);
        boolean additional = request.has(Attr.ADDITIONAL_ADDRESS_FAMILY);
        if (request.has(Attr.RESERVATION_TOKEN) && (request.has(Attr.EVEN_PORT) || family != null || additional) || additional && family != null) {
            return StunError.BAD_REQUEST;
        }
        if (family != null && family.uint8(4) != Allocations.familyOf(settings.relayAddress())) {
            return StunError.ADDRESS_FAMILY_NOT_SUPPORTED;
        }
        if (additional && request.first(Attr.ADDITIONAL_ADDRESS_FAMILY) instanceof StunAttribute second && second.uint8(4) != IPV6) {
            return StunError.BAD_REQUEST;
        }
        long ofSide = byPath.values().stream()
                .filter(other -> other.grant.session() == grant.session() && other.grant.side().equals(grant.side()))
                .count();
        return ofSide >= settings.perSideMax() || byPath.size() >= settings.allocationsMax() ? StunError.QUOTA_REACHED : null;
    }

    void opened(Allocation allocation, long nowNanos) {
        Allocation.Pending pending = allocation.pending;
        if (allocation.closed || pending == null) {
            out.close(allocation);
            return;
        }
        StunAttribute asked = pending.request().first(Attr.LIFETIME);
        long seconds;
        try {
            seconds = lifetime(asked);
        } catch (StunParseException malformed) {
            seconds = settings.lifetime().toSeconds();
        }
        allocation.pending = null;
        allocation.expiresAt = nowNanos + seconds * 1_000_000_000L;
        allocation.grant.session().traffic().allocated();
        total.allocated();
        succeed(allocation, pending.request(), pending.proof(), pending.reservationToken(), seconds);
        events.allocated(allocation.grant, allocation.path, allocation.relayed, allocation.madeBy);
    }

    private void succeed(Allocation allocation, StunMessage request, Authenticator.Proof proof, long token, long seconds) {
        StunBuilder answer = StunBuilder.success(request)
                .xorAddress(Attr.XOR_RELAYED_ADDRESS, allocation.relayed)
                .uint32(Attr.LIFETIME, seconds)
                .xorAddress(Attr.XOR_MAPPED_ADDRESS, allocation.path.client());
        if (token != 0) {
            answer.int64(Attr.RESERVATION_TOKEN, token);
        }
        if (request.has(Attr.ADDITIONAL_ADDRESS_FAMILY)) {
            answer.error(Attr.ADDRESS_ERROR_CODE, IPV6, StunError.ADDRESS_FAMILY_NOT_SUPPORTED);
        }
        out.toClient(allocation.path, proof.seal(answer, request));
    }

    void failed(Allocation allocation, long nowNanos) {
        Allocation.Pending pending = allocation.pending;
        if (allocation.closed || pending == null) {
            return;
        }
        // The port that cannot be bound stays taken until the next one is chosen, so that it is not chosen again.
        int next = pending.attempts() < ATTEMPTS_MAX ? take(pending.wish()) : -1;
        ports.cancel(pending.reservationToken());
        int before = allocation.relayed.getPort();
        byPort.remove(before);
        ports.free(before);
        if (next < 0) {
            allocation.closed = true;
            byPath.remove(allocation.path);
            refuse(allocation.path, pending.request(), pending.proof(), StunError.INSUFFICIENT_CAPACITY);
            return;
        }
        allocation.relayed = new InetSocketAddress(settings.relayAddress(), next);
        long reserved = pending.wish() == Allocation.PortWish.EVEN_WITH_NEXT
                ? ports.reserve(next + 1, allocation.grant.session(), nowNanos)
                : 0;
        allocation.pending = new Allocation.Pending(pending.request(), pending.proof(), reserved, pending.attempts() + 1, pending.wish());
        byPort.put(next, allocation);
        out.open(allocation);
    }

    long lifetime(@Nullable StunAttribute asked) throws StunParseException {
        long wanted = asked == null ? 0 : asked.uint32();
        return Math.clamp(wanted, settings.lifetime().toSeconds(), settings.lifetimeMax().toSeconds());
    }

    void close(Allocation allocation, String reason) {
        if (allocation.closed) {
            return;
        }
        allocation.closed = true;
        byPath.remove(allocation.path);
        byPort.remove(allocation.relayed.getPort());
        ports.free(allocation.relayed.getPort());
        out.close(allocation);
        if (allocation.pending == null) {
            allocation.grant.session().traffic().released();
            total.released();
            events.released(allocation.grant, allocation.path, allocation.relayed, reason);
        }
    }

    private void refuse(ClientPath path, StunMessage request, Authenticator.Proof proof, StunError error) {
        out.toClient(path, proof.seal(StunBuilder.error(request, error), request));
    }

    void expire(long nowNanos) {
        ports.expire(nowNanos);
    }

    int portsTaken() {
        return ports.taken();
    }
}
