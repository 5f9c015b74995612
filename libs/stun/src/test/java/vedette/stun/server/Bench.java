package vedette.stun.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vedette.stun.Attr;
import vedette.stun.PasswordAlgorithm;
import vedette.stun.StunBuilder;
import vedette.stun.StunClass;
import vedette.stun.StunKeys;
import vedette.stun.StunMessage;
import vedette.stun.StunMethod;
import vedette.stun.StunParseException;
import vedette.stun.TransactionId;

/** A server on a bench: sockets are lists, time is a field. */
final class Bench implements TurnOutput {
    static final InetAddress RELAY = InetAddress.ofLiteral("203.0.113.1");
    static final int FIRST = 50_000;
    static final int LAST = 50_063;
    static final String REALM = "vedette";

    /** What went to a client. */
    record Sent(ClientPath path, int channel, byte[] bytes) {
        StunMessage message() throws StunParseException {
            return StunMessage.parse(ByteBuffer.wrap(bytes));
        }
    }

    /** What went to a peer. */
    record Relayed(RelaySocket from, InetSocketAddress peer, byte[] bytes) {}

    final ArrayDeque<Sent> sent = new ArrayDeque<>();
    final ArrayDeque<Relayed> relayed = new ArrayDeque<>();
    final List<RelaySocket> open = new ArrayList<>();
    final List<ClientPath> disconnected = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final SplittableRandom random = new SplittableRandom(7);
    final CredentialRegistry credentials = new CredentialRegistry(REALM, random);
    final TurnSession session;
    final TurnServer server;
    /** Ports that cannot be bound. */
    final Set<Integer> broken = new java.util.HashSet<>();
    boolean bindLater;
    long now = TimeUnit.HOURS.toNanos(5);

    Bench() {
        this(settings -> settings, new PeerPolicy(List.of()));
    }

    Bench(java.util.function.UnaryOperator<TurnSettings> adjust, PeerPolicy policy) {
        session = new TurnSession("rly_1", policy);
        TurnSettings settings = TurnSettings.of(RELAY, FIRST, LAST, new InetSocketAddress(RELAY, 3478))
                .withOwn(Set.of(RELAY), Set.of(3478, 3479, 5349, 8554))
                .withLimits(64, 8, 1000, 1000);
        server = new TurnServer(adjust.apply(settings), credentials, this, new TurnEvents() {
            @Override
            public void allocated(Grant grant, ClientPath client, InetSocketAddress relayed, TransactionId id) {
                events.add("allocated " + grant.side());
            }

            @Override
            public void released(Grant grant, ClientPath client, InetSocketAddress relayed, String reason) {
                events.add("released " + grant.side() + " " + reason);
            }

            @Override
            public void flow(String flowId, InetSocketAddress source, TransactionId id) {
                events.add("flow " + flowId);
            }
        }, random, now, null);
    }

    @Override
    public void toClient(ClientPath path, byte[] message) {
        sent.add(new Sent(path, -1, message));
    }

    @Override
    public void channelData(ClientPath path, int channel, ByteBuffer payload) {
        sent.add(new Sent(path, channel, bytes(payload)));
    }

    @Override
    public void toPeer(RelaySocket relay, InetSocketAddress peer, ByteBuffer payload) {
        relayed.add(new Relayed(relay, peer, bytes(payload)));
    }

    @Override
    public void open(RelaySocket relay) {
        if (bindLater) {
            open.add(relay);
        } else if (broken.contains(relay.relayed().getPort())) {
            server.relayFailed(relay, now);
        } else {
            open.add(relay);
            server.relayOpened(relay, now);
        }
    }

    @Override
    public void close(RelaySocket relay) {
        open.remove(relay);
    }

    @Override
    public void disconnect(ClientPath path) {
        disconnected.add(path);
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
        server.tick(now);
    }

    /** A client with a credential of its own. */
    final class Client {
        final ClientPath path;
        final String username;
        final String password;
        String nonce = "";
        PasswordAlgorithm algorithm = PasswordAlgorithm.MD5;
        boolean hashed;

        Client(String address, ClientPath.Transport transport, String username, String password) {
            this.path = new ClientPath(transport, address(address), 0, null);
            this.username = username;
            this.password = password;
        }

        byte[] key() {
            return StunKeys.longTerm(username, REALM, password, algorithm);
        }

        void send(byte[] bytes) {
            server.fromClient(path, ByteBuffer.wrap(bytes), now);
        }

        /** The unsealed request with credentials. */
        StunBuilder request(int method, TransactionId id) {
            StunBuilder request = StunBuilder.request(method, id);
            if (hashed) {
                request.put(Attr.USERHASH, StunKeys.userHash(username, REALM));
            } else {
                request.text(Attr.USERNAME, username);
            }
            request.text(Attr.REALM, REALM).text(Attr.NONCE, nonce);
            if (algorithm == PasswordAlgorithm.SHA256) {
                request.passwordAlgorithms(List.of(PasswordAlgorithm.SHA256, PasswordAlgorithm.MD5))
                        .uint16(Attr.PASSWORD_ALGORITHM, algorithm.number());
            }
            return request;
        }

        byte[] seal(StunBuilder request) {
            return (algorithm == PasswordAlgorithm.SHA256 ? request.integritySha256(key()) : request.integrity(key())).fingerprint().build();
        }

        /** Sends a request and gives the answer. */
        StunMessage ask(int method, Consumer<StunBuilder> attributes) throws StunParseException {
            StunBuilder request = request(method, TransactionId.random(random));
            attributes.accept(request);
            send(seal(request));
            return answer();
        }

        StunMessage answer() throws StunParseException {
            Sent last = sent.pollLast();
            if (last == null) {
                throw new AssertionError("no answer");
            }
            return last.message();
        }

        /** Learns a nonce by asking without credentials. */
        Client challenged() throws StunParseException {
            send(StunBuilder.request(StunMethod.ALLOCATE, TransactionId.random(random)).uint8(Attr.REQUESTED_TRANSPORT, 17).build());
            nonce = answer().first(Attr.NONCE).text(763);
            return this;
        }

        StunMessage allocate() throws StunParseException {
            return ask(StunMethod.ALLOCATE, request -> request.uint8(Attr.REQUESTED_TRANSPORT, 17));
        }

        /** Allocates and gives the relayed address. */
        InetSocketAddress relay() throws StunParseException {
            return challenged().allocate().first(Attr.XOR_RELAYED_ADDRESS).xorAddress();
        }

        StunMessage permit(String peer) throws StunParseException {
            return ask(StunMethod.CREATE_PERMISSION, request -> request.xorAddress(Attr.XOR_PEER_ADDRESS, address(peer)));
        }

        StunMessage bind(int channel, String peer) throws StunParseException {
            return ask(StunMethod.CHANNEL_BIND, request ->
                    request.uint16(Attr.CHANNEL_NUMBER, channel).xorAddress(Attr.XOR_PEER_ADDRESS, address(peer)));
        }

        void indicate(String peer, byte[] payload) {
            send(StunBuilder.of(StunClass.INDICATION, StunMethod.SEND, TransactionId.random(random))
                    .xorAddress(Attr.XOR_PEER_ADDRESS, address(peer)).put(Attr.DATA, payload).build());
        }

        void channelData(int channel, byte[] payload) {
            send(ByteBuffer.allocate(4 + payload.length).putShort((short) channel).putShort((short) payload.length).put(payload).array());
        }
    }

    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(InetAddress.ofLiteral(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    Client client(String address, String side) {
        return client(address, side, session, ClientPath.Transport.UDP);
    }

    Client client(String address, String side, TurnSession of, ClientPath.Transport transport) {
        CredentialRegistry.Issued issued = credentials.issue(
                credentials.size() + ":ses_1:" + side, side, of, now + TimeUnit.MINUTES.toNanos(5));
        return new Client(address, transport, issued.username(), issued.password());
    }

    static int code(StunMessage answer) throws StunParseException {
        var error = answer.first(Attr.ERROR_CODE);
        return error == null ? 0 : error.error().code();
    }

    @Nullable RelaySocket socket(InetSocketAddress relay) {
        return open.stream().filter(socket -> socket.relayed().equals(relay)).findFirst().orElse(null);
    }

    void fromPeer(InetSocketAddress relay, String peer, byte[] payload) {
        server.fromPeer(java.util.Objects.requireNonNull(socket(relay)), address(peer), ByteBuffer.wrap(payload), now);
    }
}
