package vedette.stun.server;

import static org.assertj.core.api.Assertions.assertThat;
import static vedette.stun.server.Bench.address;
import static vedette.stun.server.Bench.code;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vedette.stun.Attr;
import vedette.stun.PasswordAlgorithm;
import vedette.stun.StunBuilder;
import vedette.stun.StunClass;
import vedette.stun.StunMessage;
import vedette.stun.StunMethod;
import vedette.stun.StunParseException;
import vedette.stun.TransactionId;
import vedette.testkit.Covers;

/** What RFC 8656 asks of a server. */
class TurnServerTest {
    private static final byte[] MEDIA = {(byte) 0x80, 1, 2, 3, 4};
    private static final byte[] CHECK = {0, 1, 0, 0};

    private Bench bench;

    @BeforeEach
    void start() {
        bench = new Bench();
        bench.session.allow(Set.of(InetAddress.ofLiteral("198.51.100.9")));
    }

    @Test
    @Covers({"H6264-7.3-c", "IF-Mp"})
    void allocation_carriesDataBothWays_withoutAskingForPermission() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "pu");
        StunMessage made = client.challenged().allocate();
        assertThat(made.kind()).isEqualTo(StunClass.SUCCESS);
        assertThat(made.integrityBy(client.key())).isTrue();
        assertThat(made.first(Attr.XOR_MAPPED_ADDRESS).xorAddress()).isEqualTo(client.path.client());
        assertThat(made.first(Attr.LIFETIME).uint32()).isEqualTo(600);
        InetSocketAddress relay = made.first(Attr.XOR_RELAYED_ADDRESS).xorAddress();
        assertThat(relay.getAddress()).isEqualTo(Bench.RELAY);
        assertThat(relay.getPort()).isBetween(Bench.FIRST, Bench.LAST);

        bench.fromPeer(relay, "198.51.100.9:7000", MEDIA);
        StunMessage data = client.answer();
        assertThat(data.kind()).isEqualTo(StunClass.INDICATION);
        assertThat(data.method()).isEqualTo(StunMethod.DATA);
        assertThat(data.first(Attr.XOR_PEER_ADDRESS).xorAddress()).isEqualTo(address("198.51.100.9:7000"));
        assertThat(data.first(Attr.DATA).value()).isEqualTo(MEDIA);

        client.indicate("198.51.100.9:7000", MEDIA);
        assertThat(bench.relayed.remove()).satisfies(out -> {
            assertThat(out.peer()).isEqualTo(address("198.51.100.9:7000"));
            assertThat(out.bytes()).isEqualTo(MEDIA);
        });

        assertThat(client.bind(0x4001, "198.51.100.9:7000").kind()).isEqualTo(StunClass.SUCCESS);
        client.channelData(0x4001, MEDIA);
        assertThat(bench.relayed.remove().bytes()).isEqualTo(MEDIA);
        bench.fromPeer(relay, "198.51.100.9:7000", CHECK);
        assertThat(bench.sent.remove()).satisfies(out -> {
            assertThat(out.channel()).isEqualTo(0x4001);
            assertThat(out.bytes()).isEqualTo(CHECK);
        });

        Traffic traffic = bench.session.traffic();
        assertThat(traffic.packetsFromClients()).isEqualTo(2);
        assertThat(traffic.bytesFromClients()).isEqualTo(10);
        assertThat(traffic.packetsToClients()).isEqualTo(2);
        assertThat(traffic.bytesToClients()).isEqualTo(9);
        assertThat(traffic.mediaPackets()).isEqualTo(3);
        assertThat(traffic.mediaBytes()).isEqualTo(15);
        assertThat(bench.server.traffic().allocations()).isEqualTo(1);
    }

    @Test
    void addressesAddedLater_passAtOnce() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu");
        InetSocketAddress relay = client.relay();
        bench.fromPeer(relay, "198.51.100.77:5", MEDIA);
        assertThat(bench.sent).isEmpty();
        assertThat(bench.session.allow(List.of(InetAddress.ofLiteral("198.51.100.77"), InetAddress.ofLiteral("10.0.0.1")))).isEqualTo(1);
        bench.fromPeer(relay, "198.51.100.77:5", MEDIA);
        assertThat(client.answer().first(Attr.DATA).value()).isEqualTo(MEDIA);
        assertThat(code(client.bind(0x4000, "198.51.100.77:5"))).isZero();
    }

    @Test
    void twoRelaysOfOneSession_meetInsideTheServer() throws StunParseException {
        Bench.Client camera = bench.client("192.0.2.5:4000", "pu");
        Bench.Client viewer = bench.client("192.0.2.6:4000", "cu");
        InetSocketAddress cameraRelay = camera.relay();
        InetSocketAddress viewerRelay = viewer.relay();
        assertThat(code(camera.permit(Bench.RELAY.getHostAddress() + ":1"))).isZero();
        camera.indicate(Bench.RELAY.getHostAddress() + ":" + viewerRelay.getPort(), MEDIA);
        assertThat(bench.relayed).isEmpty();
        Bench.Sent arrived = bench.sent.removeLast();
        assertThat(arrived.path()).isEqualTo(viewer.path);
        assertThat(arrived.message().first(Attr.XOR_PEER_ADDRESS).xorAddress()).isEqualTo(cameraRelay);
        assertThat(bench.session.traffic().packetsFromClients()).isEqualTo(1);
        assertThat(bench.session.traffic().packetsToClients()).isZero();
    }

    @Test
    void sha256AndHashedNames_work_andBiddingDownIsNoticed() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu").challenged();
        assertThat(client.nonce).startsWith("obMatJos2");
        client.algorithm = PasswordAlgorithm.SHA256;
        client.hashed = true;
        StunMessage made = client.allocate();
        assertThat(made.kind()).isEqualTo(StunClass.SUCCESS);
        assertThat(made.integritySha256By(client.key())).isTrue();

        Bench.Client bidDown = bench.client("192.0.2.7:4000", "cu").challenged();
        StunBuilder request = bidDown.request(StunMethod.ALLOCATE, TransactionId.random(bench.random))
                .passwordAlgorithms(List.of(PasswordAlgorithm.MD5))
                .uint16(Attr.PASSWORD_ALGORITHM, 1)
                .uint8(Attr.REQUESTED_TRANSPORT, 17);
        bidDown.send(bidDown.seal(request));
        assertThat(code(bidDown.answer())).isEqualTo(400);
    }

    @Test
    void allocateSentAgain_getsTheSameAnswer_andAnotherOneAMismatch() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu").challenged();
        byte[] request = client.seal(client.request(StunMethod.ALLOCATE, new TransactionId(1, 2)).uint8(Attr.REQUESTED_TRANSPORT, 17));
        client.send(request);
        InetSocketAddress first = client.answer().first(Attr.XOR_RELAYED_ADDRESS).xorAddress();
        client.send(request);
        assertThat(client.answer().first(Attr.XOR_RELAYED_ADDRESS).xorAddress()).isEqualTo(first);
        assertThat(code(client.allocate())).isEqualTo(437);
        assertThat(bench.server.allocations()).isEqualTo(1);
    }

    @Test
    void requests_areRefusedAsTheRfcSays() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu").challenged();
        assertThat(code(client.ask(StunMethod.ALLOCATE, _ -> {}))).isEqualTo(400);
        assertThat(code(client.ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 6)))).isEqualTo(442);
        assertThat(code(client.ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 17).uint8(Attr.REQUESTED_ADDRESS_FAMILY, 2))))
                .isEqualTo(440);
        assertThat(code(client.ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 17).int64(Attr.RESERVATION_TOKEN, 5)))).isEqualTo(508);
        assertThat(code(client.ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 17).int64(Attr.RESERVATION_TOKEN, 5)
                .put(Attr.EVEN_PORT, new byte[] {0})))).isEqualTo(400);
        StunMessage unsupported = client.ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 17).put(Attr.DONT_FRAGMENT, new byte[0]));
        assertThat(code(unsupported)).isEqualTo(420);
        assertThat(unsupported.first(Attr.UNKNOWN_ATTRIBUTES).value()).isEqualTo(new byte[] {0, Attr.DONT_FRAGMENT});
        assertThat(code(client.ask(StunMethod.REFRESH, _ -> {}))).isEqualTo(437);
        assertThat(code(client.permit("198.51.100.9:1"))).isEqualTo(437);
        assertThat(code(client.bind(0x4000, "198.51.100.9:1"))).isEqualTo(437);
        assertThat(bench.server.allocations()).isZero();
        assertThat(bench.server.portsTaken()).isZero();

        client.allocate();
        assertThat(code(client.ask(StunMethod.CREATE_PERMISSION, _ -> {}))).isEqualTo(400);
        assertThat(code(client.permit("[2001:db8::1]:1".replaceAll("[\\[\\]]", "")))).isEqualTo(443);
        assertThat(code(client.bind(0x3FFF, "198.51.100.9:1"))).isEqualTo(400);
        assertThat(code(client.bind(0x8000, "198.51.100.9:1"))).isEqualTo(400);
        assertThat(code(client.bind(0x4000, "198.51.100.9:1"))).isZero();
        assertThat(code(client.bind(0x4000, "198.51.100.9:2"))).isEqualTo(400);
        assertThat(code(client.bind(0x4001, "198.51.100.9:1"))).isEqualTo(400);
        assertThat(code(client.ask(StunMethod.REFRESH, r -> r.uint8(Attr.REQUESTED_ADDRESS_FAMILY, 2)))).isEqualTo(443);
    }

    @Test
    void evenPort_comesWithItsReservedNeighbour() throws StunParseException {
        Bench.Client rtp = bench.client("192.0.2.5:4000", "cu").challenged();
        StunMessage made = rtp.ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 17).put(Attr.EVEN_PORT, new byte[] {(byte) 0x80}));
        int port = made.first(Attr.XOR_RELAYED_ADDRESS).xorAddress().getPort();
        assertThat(port & 1).isZero();
        long token = made.first(Attr.RESERVATION_TOKEN).int64();
        TurnSession other = new TurnSession("rly_2", new PeerPolicy(List.of()));
        Bench.Client thief = bench.client("192.0.2.66:4000", "cu", other, ClientPath.Transport.UDP).challenged();
        assertThat(code(thief.ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 17).int64(Attr.RESERVATION_TOKEN, token)))).isEqualTo(508);
        Bench.Client rtcp = bench.client("192.0.2.5:4001", "cu").challenged();
        StunMessage second = rtcp.ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 17).int64(Attr.RESERVATION_TOKEN, token));
        assertThat(second.first(Attr.XOR_RELAYED_ADDRESS).xorAddress().getPort()).isEqualTo(port + 1);
    }

    @Test
    void reservedPort_isFreeAgainAfterHalfAMinute() throws StunParseException {
        bench.client("192.0.2.5:4000", "cu").challenged()
                .ask(StunMethod.ALLOCATE, r -> r.uint8(Attr.REQUESTED_TRANSPORT, 17).put(Attr.EVEN_PORT, new byte[] {(byte) 0x80}));
        assertThat(bench.server.portsTaken()).isEqualTo(2);
        bench.pass(31);
        assertThat(bench.server.portsTaken()).isEqualTo(1);
    }

    @Test
    void refresh_prolongs_andZeroEnds() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu");
        client.relay();
        bench.pass(590);
        // The credential is long expired; the allocation lives on.
        StunMessage stale = client.ask(StunMethod.REFRESH, r -> r.uint32(Attr.LIFETIME, 700));
        assertThat(stale.first(Attr.LIFETIME).uint32()).isEqualTo(700);
        bench.pass(20);
        client.nonce = code(client.ask(StunMethod.REFRESH, _ -> {})) == 438 ? nonceOf(client) : client.nonce;
        assertThat(code(client.ask(StunMethod.REFRESH, r -> r.uint32(Attr.LIFETIME, 600)))).isZero();
        bench.pass(599);
        assertThat(bench.server.allocations()).isEqualTo(1);
        bench.pass(2);
        assertThat(bench.server.allocations()).isZero();
        assertThat(bench.open).isEmpty();
        assertThat(bench.server.portsTaken()).isZero();
        assertThat(bench.events).containsExactly("allocated cu", "released cu expired");

        Bench.Client second = bench.client("192.0.2.5:4001", "cu");
        second.relay();
        assertThat(second.ask(StunMethod.REFRESH, r -> r.uint32(Attr.LIFETIME, 0)).first(Attr.LIFETIME).uint32()).isZero();
        assertThat(bench.server.allocations()).isZero();
        assertThat(bench.session.traffic().allocations()).isZero();
    }

    private static String nonceOf(Bench.Client client) throws StunParseException {
        return client.challenged().nonce;
    }

    @Test
    void portThatCannotBeBound_isReplaced_andNoneLeftIsAnError() throws StunParseException {
        for (int port = Bench.FIRST; port <= Bench.LAST; port++) {
            bench.broken.add(port);
        }
        Bench.Client client = bench.client("192.0.2.5:4000", "cu").challenged();
        assertThat(code(client.allocate())).isEqualTo(508);
        assertThat(bench.server.allocations()).isZero();
        assertThat(bench.server.portsTaken()).isZero();
        bench.broken.removeIf(port -> port % 2 == 0);
        boolean made = false;
        for (int i = 0; i < 20 && !made; i++) {
            made = code(client.allocate()) == 0;
        }
        assertThat(made).isTrue();
    }

    @Test
    void endOfARelay_closesItsAllocations_andItsStreams() throws StunParseException {
        Bench.Client udp = bench.client("192.0.2.5:4000", "cu");
        Bench.Client tcp = bench.client("192.0.2.5:4000", "pu", bench.session, ClientPath.Transport.TCP);
        udp.relay();
        tcp.relay();
        bench.server.end(bench.session, "relay-ended");
        assertThat(bench.server.allocations()).isZero();
        assertThat(bench.open).isEmpty();
        assertThat(bench.disconnected).containsExactly(tcp.path);
        assertThat(bench.events).contains("released pu relay-ended", "released cu relay-ended");
    }

    @Test
    void lostConnection_endsItsAllocation_alsoWhileTheSocketIsBound() throws StunParseException {
        Bench.Client tcp = bench.client("192.0.2.5:4000", "pu", bench.session, ClientPath.Transport.TLS).challenged();
        bench.bindLater = true;
        tcp.send(tcp.seal(tcp.request(StunMethod.ALLOCATE, new TransactionId(1, 1)).uint8(Attr.REQUESTED_TRANSPORT, 17)));
        RelaySocket pending = bench.open.getFirst();
        bench.server.clientGone(tcp.path);
        assertThat(bench.server.allocations()).isZero();
        bench.open.add(pending);
        bench.server.relayOpened(pending, bench.now);
        assertThat(bench.open).doesNotContain(pending);
        assertThat(bench.server.portsTaken()).isZero();
    }

    @Test
    void channel_endsAfterTenMinutes() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu");
        client.relay();
        client.ask(StunMethod.REFRESH, r -> r.uint32(Attr.LIFETIME, 3600));
        client.bind(0x4000, "198.51.100.9:1");
        bench.pass(599);
        client.channelData(0x4000, MEDIA);
        assertThat(bench.relayed).hasSize(1);
        bench.pass(2);
        client.channelData(0x4000, MEDIA);
        assertThat(bench.relayed).hasSize(1);
    }

    @Test
    @Covers({"H6264-7.3-b", "AMB-09"})
    void binding_answersFromWhereItIsAsked_andTellsTheFlow() throws StunParseException {
        InetSocketAddress other = new InetSocketAddress("203.0.113.2", 3479);
        Bench full = new Bench(settings -> settings.withStunAddresses(List.of(
                new InetSocketAddress(Bench.RELAY, 3478), new InetSocketAddress(Bench.RELAY, 3479),
                new InetSocketAddress("203.0.113.2", 3478), other)), new PeerPolicy(List.of()));
        ClientPath path = new ClientPath(ClientPath.Transport.UDP, address("192.0.2.5:4000"), 0, null);
        full.server.fromClient(path, ByteBuffer.wrap(StunBuilder.request(StunMethod.BINDING, new TransactionId(1, 2))
                .text(Attr.VEDETTE_FLOW, "flw_1").uint32(Attr.CHANGE_REQUEST, 6).fingerprint().build()), full.now);
        Bench.Sent answer = full.sent.remove();
        assertThat(answer.path().listener()).isEqualTo(3);
        assertThat(answer.message().first(Attr.XOR_MAPPED_ADDRESS).xorAddress()).isEqualTo(path.client());
        assertThat(answer.message().first(Attr.RESPONSE_ORIGIN).address()).isEqualTo(other);
        assertThat(answer.message().first(Attr.OTHER_ADDRESS).address()).isEqualTo(other);
        assertThat(full.events).containsExactly("flow flw_1");

        full.server.fromClient(path, ByteBuffer.wrap(StunBuilder.request(StunMethod.BINDING, new TransactionId(1, 2))
                .uint16(Attr.RESPONSE_PORT, 9999).build()), full.now);
        assertThat(full.sent.remove().path().client()).isEqualTo(address("192.0.2.5:9999"));

        byte[] padded = StunBuilder.request(StunMethod.BINDING, new TransactionId(1, 2)).put(Attr.PADDING, new byte[1000]).build();
        full.server.fromClient(path, ByteBuffer.wrap(padded), full.now);
        assertThat(full.sent.remove().message().first(Attr.PADDING).length()).isEqualTo(1000);

        bench.server.fromClient(path, ByteBuffer.wrap(StunBuilder.request(StunMethod.BINDING, new TransactionId(1, 2))
                .uint32(Attr.CHANGE_REQUEST, 2).build()), bench.now);
        StunMessage refused = bench.sent.remove().message();
        assertThat(code(refused)).isEqualTo(420);
        bench.server.fromClient(path, ByteBuffer.wrap(StunBuilder.request(StunMethod.BINDING, new TransactionId(1, 2))
                .uint32(0x7ABC, 2).build()), bench.now);
        assertThat(bench.sent.remove().message().first(Attr.UNKNOWN_ATTRIBUTES).value()).isEqualTo(new byte[] {0x7A, (byte) 0xBC});
    }

    @Test
    void streamFrames_areMeasured() {
        assertThat(StreamFrames.length(ByteBuffer.wrap(new byte[] {0, 1, 0, 8}))).isEqualTo(28);
        assertThat(StreamFrames.length(ByteBuffer.wrap(new byte[] {0x40, 0, 0, 5}))).isEqualTo(12);
        assertThat(StreamFrames.length(ByteBuffer.wrap(new byte[] {0x40, 0, 0, 8}))).isEqualTo(12);
        assertThat(StreamFrames.length(ByteBuffer.wrap(new byte[] {0, 1, 0, 7}))).isEqualTo(-1);
        assertThat(StreamFrames.length(ByteBuffer.wrap(new byte[] {(byte) 0x80, 0, 0, 4}))).isEqualTo(-1);
        assertThat(StreamFrames.length(ByteBuffer.wrap(new byte[] {0x40, 0, (byte) 0xFF, (byte) 0xFF}))).isEqualTo(-1);
        assertThat(StreamFrames.length(ByteBuffer.wrap("GET ".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))).isEqualTo(-1);
    }
}
