package vedette.stun.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.stun.Attr;
import vedette.stun.StunAttribute;
import vedette.stun.StunBuilder;
import vedette.stun.StunClass;
import vedette.stun.StunError;
import vedette.stun.StunMessage;
import vedette.stun.StunMethod;
import vedette.stun.StunParseException;

/**
 * STUN and TURN server. The driver calls {@link #fromClient} with each datagram or each frame of a stream ({@link StreamFrames}), {@link
 * #fromPeer} with each datagram at a relay socket, {@link #clientGone} when a stream ends, {@link #tick} every second. Time is monotonic,
 * nanoseconds. Not thread-safe; {@link #traffic} and {@link #stun} may be read from anywhere.
 */
public final class TurnServer {
    private static final Set<Integer> BINDING_KNOWS = Set.of(
            Attr.USERNAME, Attr.USERHASH, Attr.REALM, Attr.NONCE, Attr.MESSAGE_INTEGRITY, Attr.MESSAGE_INTEGRITY_SHA256, Attr.PASSWORD_ALGORITHM,
            Attr.CHANGE_REQUEST, Attr.PADDING, Attr.RESPONSE_PORT);
    private static final int FLOW_ID_BYTES_MAX = 64;

    private final TurnSettings settings;
    private final TurnOutput out;
    private final TurnEvents events;
    private final Authenticator authenticator;
    private final Allocations allocations;
    private final SourceLimiter answers;
    private final StunCounters counters = new StunCounters();

    /**
     * @param random unpredictable: makes ports, tokens and the key of nonces
     * @param tap hears relayed payloads; null = nobody
     */
    public TurnServer(
            TurnSettings settings,
            Credentials credentials,
            TurnOutput out,
            TurnEvents events,
            RandomGenerator random,
            long nowNanos,
            @Nullable PacketTap tap) {
        this.settings = settings;
        this.out = out;
        this.events = events;
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.authenticator = new Authenticator(settings.realm(), credentials, new Nonces(key, settings.nonceLifetime().toSeconds()));
        this.answers = new SourceLimiter(settings.answersPerSecond(), settings.answersBurst(), random.nextLong(), nowNanos);
        this.allocations = new Allocations(settings, out, events, random, counters, tap);
    }

    /** A server with the system's secure randomness. */
    public static TurnServer secure(TurnSettings settings, Credentials credentials, TurnOutput out, TurnEvents events, long nowNanos) {
        return new TurnServer(settings, credentials, out, events, new SecureRandom(), nowNanos, null);
    }

    /** A datagram of a client, or one frame of its stream. */
    public void fromClient(ClientPath path, ByteBuffer data, long nowNanos) {
        if (data.remaining() < 4) {
            counters.junk();
            return;
        }
        int first = data.get(data.position()) & 0xC0;
        if (first == 0x40) {
            allocations.channelData(path, data, nowNanos);
        } else if (first == 0) {
            stun(path, data, nowNanos);
        } else {
            counters.junk();
        }
    }

    private void stun(ClientPath path, ByteBuffer data, long nowNanos) {
        StunMessage message;
        try {
            message = StunMessage.parse(data);
        } catch (StunParseException e) {
            counters.junk(); // No answer: nobody knows what it was.
            return;
        }
        if (message.kind() == StunClass.INDICATION) {
            if (message.method() == StunMethod.SEND) {
                allocations.send(path, message, nowNanos);
            }
            return;
        }
        if (message.kind() != StunClass.REQUEST) {
            counters.junk();
            return;
        }
        if (message.method() == StunMethod.BINDING) {
            if (mayAnswer(path, nowNanos)) {
                binding(path, message);
            }
            return;
        }
        turn(path, message, nowNanos);
    }

    private void turn(ClientPath path, StunMessage request, long nowNanos) {
        boolean known = switch (request.method()) {
            case StunMethod.ALLOCATE, StunMethod.REFRESH, StunMethod.CREATE_PERMISSION, StunMethod.CHANNEL_BIND -> true;
            default -> false;
        };
        if (!known || path.listener() != 0) {
            if (mayAnswer(path, nowNanos)) {
                out.toClient(path, authenticator.refuse(request, StunError.BAD_REQUEST, path, nowNanos));
            }
            return;
        }
        Authenticator.Verdict verdict = authenticator.check(request, path, nowNanos);
        Authenticator.Proof proof = verdict.proof();
        StunError error = verdict.error();
        if (proof != null) {
            authenticated(path, request, proof, nowNanos);
            return;
        }
        if (request.has(Attr.MESSAGE_INTEGRITY) || request.has(Attr.MESSAGE_INTEGRITY_SHA256)) {
            counters.authenticationFailed();
        }
        if (error != null && mayAnswer(path, nowNanos)) {
            out.toClient(path, authenticator.refuse(request, error, path, nowNanos));
        }
    }

    private void authenticated(ClientPath path, StunMessage request, Authenticator.Proof proof, long nowNanos) {
        List<Integer> unknown = request.unknown(Allocations.KNOWN);
        if (!unknown.isEmpty()) {
            out.toClient(path, proof.seal(
                    StunBuilder.error(request, StunError.UNKNOWN_ATTRIBUTE).unknownAttributes(unknown.subList(0, Math.min(8, unknown.size()))), request));
            return;
        }
        try {
            switch (request.method()) {
                case StunMethod.ALLOCATE -> allocations.allocate(path, request, proof, nowNanos);
                case StunMethod.REFRESH -> allocations.refresh(path, request, proof, nowNanos);
                case StunMethod.CREATE_PERMISSION -> allocations.createPermission(path, request, proof);
                default -> allocations.channelBind(path, request, proof, nowNanos);
            }
        } catch (StunParseException malformed) {
            out.toClient(path, proof.seal(StunBuilder.error(request, StunError.BAD_REQUEST), request));
        }
    }

    private boolean mayAnswer(ClientPath path, long nowNanos) {
        boolean may = answers.tryAcquire(path.client().getAddress(), nowNanos);
        if (!may) {
            counters.limited();
        }
        return may;
    }

    private void binding(ClientPath path, StunMessage request) {
        List<Integer> unknown = request.unknown(BINDING_KNOWS);
        int change = 0;
        ClientPath back = path;
        StunAttribute padding = request.first(Attr.PADDING);
        try {
            StunAttribute asked = request.first(Attr.CHANGE_REQUEST);
            if (asked != null) {
                change = (int) asked.uint32() & 6;
            }
            StunAttribute port = request.first(Attr.RESPONSE_PORT);
            if (port != null && !path.stream()) {
                if (padding != null) {
                    throw new StunParseException("Expected RESPONSE-PORT or PADDING, found both (RFC 5780 §7.6)");
                }
                back = new ClientPath(
                        path.transport(), new InetSocketAddress(path.client().getAddress(), Math.max(1, port.uint16())), path.listener(), path.link());
            }
        } catch (StunParseException malformed) {
            out.toClient(path, fingerprinted(StunBuilder.error(request, StunError.BAD_REQUEST), request));
            return;
        }
        int from = path.listener() ^ (change & 2) >> 1 ^ (change & 4) >> 1;
        boolean impossible = from != path.listener() && (path.stream() || from >= settings.stunAddresses().size());
        if (!unknown.isEmpty() || impossible) {
            List<Integer> types = impossible ? List.of(Attr.CHANGE_REQUEST) : unknown.subList(0, Math.min(8, unknown.size()));
            out.toClient(path, fingerprinted(StunBuilder.error(request, StunError.UNKNOWN_ATTRIBUTE).unknownAttributes(types), request));
            return;
        }
        counters.bound();
        StunBuilder answer = StunBuilder.success(request).xorAddress(Attr.XOR_MAPPED_ADDRESS, path.client());
        if (!path.stream() && settings.stunAddresses().size() > 1) {
            answer.address(Attr.RESPONSE_ORIGIN, settings.stunAddresses().get(from));
            // Everything that differs from where the request came to; with one address only the port does.
            answer.address(Attr.OTHER_ADDRESS, settings.stunAddresses().get(path.listener() ^ settings.stunAddresses().size() - 1));
        }
        if (settings.stunAddresses().size() == 4) {
            // In clear too: clients compare both to find out about gateways that rewrite addresses (RFC 5780 §4.5).
            answer.address(Attr.MAPPED_ADDRESS, path.client());
        }
        if (padding != null) {
            answer.put(Attr.PADDING, new byte[padding.length()]); // As long as the request's, so nothing is amplified.
        }
        ClientPath origin = from == path.listener() ? back : new ClientPath(back.transport(), back.client(), from, null);
        out.toClient(origin, fingerprinted(answer, request));
        flow(path, request);
    }

    private static byte[] fingerprinted(StunBuilder answer, StunMessage request) {
        return request.has(Attr.FINGERPRINT) ? answer.fingerprint().build() : answer.build();
    }

    private void flow(ClientPath path, StunMessage request) {
        StunAttribute flow = request.first(Attr.VEDETTE_FLOW);
        if (flow != null) {
            try {
                events.flow(flow.text(FLOW_ID_BYTES_MAX), path.client(), request.id());
            } catch (StunParseException notAFlowId) {
                counters.junk();
            }
        }
    }

    /** A datagram arrived at a relay socket. */
    public void fromPeer(RelaySocket relay, InetSocketAddress peer, ByteBuffer payload, long nowNanos) {
        allocations.fromPeer((Allocation) relay, peer, payload, nowNanos);
    }

    /** The relay socket that {@link TurnOutput#open} asked for is bound. */
    public void relayOpened(RelaySocket relay, long nowNanos) {
        allocations.opened((Allocation) relay, nowNanos);
    }

    /** The relay socket that {@link TurnOutput#open} asked for cannot be bound: another port is tried, a few times. */
    public void relayFailed(RelaySocket relay, long nowNanos) {
        allocations.failed((Allocation) relay, nowNanos);
    }

    /** The connection of a stream client is closed: its allocation ends (RFC 8656 §5). */
    public void clientGone(ClientPath path) {
        allocations.clientGone(path);
    }

    /** Ends all allocations of a session. */
    public void end(TurnSession session, String reason) {
        allocations.end(session, reason);
    }

    /** Ends everything. */
    public void close() {
        allocations.close();
    }

    /** Ends what has expired; call it every second. */
    public void tick(long nowNanos) {
        allocations.tick(nowNanos);
    }

    /** Whether a client has an allocation, or is about to. */
    public boolean hasAllocation(ClientPath path) {
        return allocations.has(path);
    }

    /** Allocations that exist or are being made. */
    public int allocations() {
        return allocations.size();
    }

    /** Ports of the relay range that are taken. */
    public int portsTaken() {
        return allocations.portsTaken();
    }

    /** What was relayed since the start. */
    public Traffic traffic() {
        return allocations.traffic();
    }

    /** What else the listeners saw. */
    public StunCounters stun() {
        return counters;
    }
}
