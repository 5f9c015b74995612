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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vedette.stun.Attr;
import vedette.stun.StunAttribute;
import vedette.stun.StunBuilder;
import vedette.stun.StunClass;
import vedette.stun.StunMessage;
import vedette.stun.StunMethod;
import vedette.stun.StunParseException;
import vedette.stun.TransactionId;
import vedette.testkit.Covers;
import vedette.testkit.Seeded;

/** What attackers try. */
class AttackTest {
    private static final byte[] MEDIA = {(byte) 0x80, 1, 2, 3};
    private static final String FRIEND = "198.51.100.9:7000";

    private Bench bench;

    @BeforeEach
    void start() {
        bench = new Bench();
        bench.session.allow(Set.of(InetAddress.ofLiteral("198.51.100.9")));
    }

    private void nothingRemains() {
        assertThat(bench.server.allocations()).isZero();
        assertThat(bench.server.portsTaken()).isZero();
        assertThat(bench.open).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "198.51.100.10:7000", // a stranger
        "10.0.0.1:80", "172.16.5.5:80", "192.168.1.1:80", "100.64.0.1:80", // private networks
        "127.0.0.1:8080", "0.0.0.0:80", "169.254.169.254:80", "169.254.1.1:80", "224.0.0.251:5353", "255.255.255.255:9",
        "100.100.100.200:80", "203.0.113.1:3478", "203.0.113.1:8554"})
    @Covers("IF-Sd")
    void foreignPeers_areRefused_evenIfTheCommandNamedThem(String peer) throws StunParseException {
        // The SCU may be wrong about an address, the policy is not.
        if (!peer.startsWith("198.51.100.10")) {
            bench.session.allow(Set.of(address(peer).getAddress()));
        }
        Bench.Client client = bench.client("192.0.2.5:4000", "cu");
        InetSocketAddress relay = client.relay();
        boolean own = peer.startsWith(Bench.RELAY.getHostAddress());
        // A permission has no port: that of the server's own relays is given, and opens no other port of it.
        assertThat(code(client.permit(peer))).isEqualTo(own ? 0 : 403);
        assertThat(code(client.bind(0x4000, peer))).isEqualTo(403);
        client.indicate(peer, MEDIA);
        client.channelData(0x4000, MEDIA);
        assertThat(bench.relayed).isEmpty();
        bench.sent.clear();
        if (!own) {
            bench.fromPeer(relay, peer, MEDIA);
            assertThat(bench.sent).isEmpty();
            assertThat(bench.session.traffic().refusedPackets()).isGreaterThanOrEqualTo(2);
        }
        assertThat(bench.session.traffic().packetsFromClients()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "::1", "fe80::1", "ff02::1", "::", "2002:7f00:1::", "64:ff9b::7f00:1", "fd00::1", "fd00:ec2::254", "::7f00:1", "2001:0:1::1"})
    void ipv6Disguises_areNoPeers(String address) {
        assertThat(new PeerPolicy(List.of()).permits(InetAddress.ofLiteral(address))).isFalse();
    }

    @Test
    void privatePeers_needTheirRange_andLoopbackItsOwn() {
        PeerPolicy lan = new PeerPolicy(List.of(Cidr.parse("192.168.0.0/16"), Cidr.parse("0.0.0.0/0"), Cidr.parse("fd00::/8")));
        assertThat(lan.permits(InetAddress.ofLiteral("192.168.7.7"))).isTrue();
        assertThat(lan.permits(InetAddress.ofLiteral("fd12::1"))).isTrue();
        assertThat(lan.permits(InetAddress.ofLiteral("fd00:ec2::254"))).isFalse();
        assertThat(lan.permits(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
        assertThat(lan.permits(InetAddress.ofLiteral("169.254.169.254"))).isFalse();
        assertThat(lan.permits(InetAddress.ofLiteral("255.255.255.255"))).isFalse();
        assertThat(new PeerPolicy(List.of(Cidr.parse("127.0.0.1/32"))).permits(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(new PeerPolicy(List.of(Cidr.parse("127.0.0.1/32"))).permits(InetAddress.ofLiteral("127.0.0.2"))).isFalse();
        assertThat(new PeerPolicy(List.of(Cidr.parse("192.168.0.0/16"))).permits(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
        // Written as IPv6, an IPv4 address stays what it is.
        assertThat(new PeerPolicy(List.of()).permits(InetAddress.ofLiteral("::ffff:127.0.0.1"))).isFalse();
    }

    @Test
    void anotherSession_cannotUseAnAllocation_norReachItsRelay() throws StunParseException {
        Bench.Client owner = bench.client("192.0.2.5:4000", "cu");
        InetSocketAddress relay = owner.relay();
        TurnSession strangers = new TurnSession("rly_2", new PeerPolicy(List.of()));
        // The same 5-tuple with another credential.
        Bench.Client thief = bench.client("192.0.2.5:4000", "cu", strangers, ClientPath.Transport.UDP).challenged();
        assertThat(code(thief.ask(StunMethod.REFRESH, r -> r.uint32(Attr.LIFETIME, 0)))).isEqualTo(441);
        assertThat(code(thief.bind(0x4000, FRIEND))).isEqualTo(441);
        assertThat(bench.server.allocations()).isEqualTo(1);
        // A relay of its own does not open the way to another session's.
        Bench.Client neighbour = bench.client("192.0.2.6:4000", "cu", strangers, ClientPath.Transport.UDP);
        neighbour.relay();
        bench.sent.clear();
        neighbour.indicate(Bench.RELAY.getHostAddress() + ":" + relay.getPort(), MEDIA);
        neighbour.indicate(FRIEND, MEDIA);
        assertThat(bench.sent).isEmpty();
        assertThat(bench.relayed).isEmpty();
        assertThat(strangers.traffic().refusedPackets()).isEqualTo(2);
    }

    @Test
    @Covers("H6264-7.3-c")
    void expiredCredential_makesNoAllocation() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu");
        bench.pass(301);
        assertThat(code(client.challenged().allocate())).isEqualTo(401);
        nothingRemains();
    }

    @Test
    void removedCredential_opensNothing() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu").challenged();
        bench.credentials.remove(bench.session);
        assertThat(bench.credentials.size()).isZero();
        assertThat(code(client.allocate())).isEqualTo(401);
        nothingRemains();
    }

    @Test
    void wrongIntegrity_isRefused_andNotAnsweredAsProved() throws StunParseException {
        Bench.Client real = bench.client("192.0.2.5:4000", "cu");
        Bench.Client wrong = bench.new Client("192.0.2.5:4000", ClientPath.Transport.UDP, real.username, "guess");
        StunMessage answer = wrong.challenged().allocate();
        assertThat(code(answer)).isEqualTo(401);
        assertThat(answer.has(Attr.MESSAGE_INTEGRITY)).isFalse();
        byte[] tampered = real.challenged().seal(real.request(StunMethod.ALLOCATE, new TransactionId(1, 2)).uint8(Attr.REQUESTED_TRANSPORT, 17));
        tampered[tampered.length - 9] ^= 1;
        real.send(tampered);
        assertThat(bench.sent).isEmpty(); // The fingerprint is wrong: junk.
        nothingRemains();
        assertThat(bench.server.stun().authenticationFailures()).isEqualTo(1);
    }

    @Test
    @Covers("H6264-7.3-c")
    void nonce_isGoodForItsSourceAndTimeOnly() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu").challenged();
        Bench.Client elsewhere = bench.new Client("192.0.2.99:4000", ClientPath.Transport.UDP, client.username, client.password);
        elsewhere.nonce = client.nonce;
        assertThat(code(elsewhere.allocate())).isEqualTo(438);
        Bench.Client otherPort = bench.new Client("192.0.2.5:4001", ClientPath.Transport.UDP, client.username, client.password);
        otherPort.nonce = client.nonce;
        assertThat(code(otherPort.allocate())).isEqualTo(438);
        Bench.Client otherTransport = bench.new Client("192.0.2.5:4000", ClientPath.Transport.TCP, client.username, client.password);
        otherTransport.nonce = client.nonce;
        assertThat(code(otherTransport.allocate())).isEqualTo(438);
        client.allocate();
        bench.pass(601);
        assertThat(code(client.ask(StunMethod.REFRESH, _ -> {}))).isEqualTo(438);
        client.nonce = "obMatJos2AAAD" + "A".repeat(16);
        assertThat(code(client.ask(StunMethod.REFRESH, _ -> {}))).isEqualTo(438);
    }

    @Test
    void spoofedAllocates_leaveNoMemory_andGetBoundedAnswers() {
        byte[] request = StunBuilder.request(StunMethod.ALLOCATE, new TransactionId(1, 2)).uint8(Attr.REQUESTED_TRANSPORT, 17).build();
        long answered = 0;
        for (int i = 0; i < 100_000; i++) {
            InetSocketAddress source = new InetSocketAddress("192.0." + (i & 3) + "." + (i >> 2 & 0xFF), 1024 + i % 60_000);
            bench.server.fromClient(new ClientPath(ClientPath.Transport.UDP, source, 0, null), ByteBuffer.wrap(request), bench.now);
            for (Bench.Sent sent = bench.sent.poll(); sent != null; sent = bench.sent.poll()) {
                answered += sent.bytes().length;
                assertThat(sent.bytes().length).isLessThanOrEqualTo(120);
            }
        }
        nothingRemains();
        // 1024 sources share at most as many buckets of 1000 answers; one source alone gets its burst and no more.
        assertThat(answered).isPositive();
        Bench limited = new Bench(settings -> settings.withLimits(64, 8, 10, 20), new PeerPolicy(List.of()));
        for (int i = 0; i < 1000; i++) {
            limited.server.fromClient(
                    new ClientPath(ClientPath.Transport.UDP, new InetSocketAddress("192.0.2.5", 1024 + i), 0, null), ByteBuffer.wrap(request), limited.now);
        }
        assertThat(limited.sent).hasSize(20);
        assertThat(limited.server.stun().limitedPackets()).isEqualTo(980);
        limited.pass(1);
        limited.server.fromClient(
                new ClientPath(ClientPath.Transport.UDP, new InetSocketAddress("192.0.2.5", 1), 0, null), ByteBuffer.wrap(request), limited.now);
        assertThat(limited.sent).hasSize(21);
    }

    @Test
    void quota_isPerSide() throws StunParseException {
        for (int i = 0; i < 8; i++) {
            assertThat(code(bench.client("192.0.2.5:" + (4000 + i), "cu").challenged().allocate())).isZero();
        }
        assertThat(code(bench.client("192.0.2.5:5000", "cu").challenged().allocate())).isEqualTo(486);
        assertThat(code(bench.client("192.0.2.5:5001", "pu").challenged().allocate())).isZero();
    }

    @Test
    void unknownMethods_andResponses_areNoRequests() throws StunParseException {
        ClientPath path = new ClientPath(ClientPath.Transport.UDP, address("192.0.2.5:4000"), 0, null);
        bench.server.fromClient(path, ByteBuffer.wrap(StunBuilder.request(0x00F, new TransactionId(1, 2)).build()), bench.now);
        assertThat(code(bench.sent.remove().message())).isEqualTo(400);
        for (StunClass kind : List.of(StunClass.SUCCESS, StunClass.ERROR, StunClass.INDICATION)) {
            bench.server.fromClient(path, ByteBuffer.wrap(StunBuilder.of(kind, StunMethod.BINDING, new TransactionId(1, 2)).build()), bench.now);
        }
        assertThat(bench.sent).isEmpty();
    }

    @Test
    void allocations_areNotMadeAtTheOtherListeners() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu").challenged();
        byte[] request = client.seal(client.request(StunMethod.ALLOCATE, new TransactionId(1, 2)).uint8(Attr.REQUESTED_TRANSPORT, 17));
        bench.server.fromClient(new ClientPath(ClientPath.Transport.UDP, client.path.client(), 1, null), ByteBuffer.wrap(request), bench.now);
        assertThat(code(bench.sent.remove().message())).isEqualTo(400);
        nothingRemains();
    }

    /** Every authenticated request with every attribute broken in every way that a seed gives: always an answer or silence, never an error. */
    @Test
    void malformedAttributes_areSurvived() {
        int[] types = {
            Attr.CHANNEL_NUMBER, Attr.LIFETIME, Attr.XOR_PEER_ADDRESS, Attr.DATA, Attr.REQUESTED_ADDRESS_FAMILY, Attr.EVEN_PORT,
            Attr.REQUESTED_TRANSPORT, Attr.DONT_FRAGMENT, Attr.RESERVATION_TOKEN, Attr.ADDITIONAL_ADDRESS_FAMILY, Attr.PASSWORD_ALGORITHM,
            Attr.PASSWORD_ALGORITHMS, Attr.USERHASH, Attr.CHANGE_REQUEST, Attr.PADDING, Attr.RESPONSE_PORT, Attr.VEDETTE_FLOW, Attr.ERROR_CODE,
            Attr.UNKNOWN_ATTRIBUTES, Attr.ALTERNATE_SERVER, Attr.SOFTWARE, Attr.ICMP, Attr.MAPPED_ADDRESS};
        int[] methods = {
            StunMethod.BINDING, StunMethod.ALLOCATE, StunMethod.REFRESH, StunMethod.CREATE_PERMISSION, StunMethod.CHANNEL_BIND, StunMethod.SEND};
        Seeded.rounds(5_000, random -> {
            Bench fresh = random.nextInt(100) == 0 ? new Bench() : bench;
            if (fresh != bench) {
                bench = fresh;
            }
            bench.pass(1); // Or the limit for one address is met first.
            Bench.Client client = bench.client("192.0.2.5:" + (1024 + random.nextInt(60_000)), "cu").challenged();
            if (random.nextBoolean()) {
                client.allocate();
            }
            StunBuilder request = client.request(methods[random.nextInt(methods.length)], TransactionId.random(random));
            for (int i = random.nextInt(4); i >= 0; i--) {
                byte[] value = new byte[random.nextInt(24)];
                random.nextBytes(value);
                request.put(types[random.nextInt(types.length)], value);
            }
            client.send(client.seal(request));
            for (Bench.Sent sent = bench.sent.poll(); sent != null; sent = bench.sent.poll()) {
                sent.message();
            }
            bench.server.end(bench.session, "round");
            bench.credentials.remove(bench.session);
        });
    }

    @Test
    void junk_isDropped_withoutAnAnswer() throws StunParseException {
        Bench.Client client = bench.client("192.0.2.5:4000", "cu");
        client.relay();
        client.bind(0x4000, FRIEND);
        bench.sent.clear();
        Seeded.rounds(20_000, random -> {
            byte[] junk = new byte[random.nextInt(200)];
            random.nextBytes(junk);
            if (junk.length > 8 && random.nextBoolean()) {
                ByteBuffer.wrap(junk).putInt(4, StunMessage.COOKIE).putShort(2, (short) (junk.length - 20));
                junk[0] &= 0x3F;
            }
            if (junk.length > 1 && (junk[0] & 0xC0) == 0x40) {
                junk[1] = 1; // Not the channel that is bound.
            }
            client.send(junk);
            for (Bench.Sent sent = bench.sent.poll(); sent != null; sent = bench.sent.poll()) {
                assertThat(sent.message().kind()).isEqualTo(StunClass.ERROR);
            }
        });
        assertThat(bench.relayed).isEmpty();
        client.channelData(0x4000, MEDIA);
        assertThat(bench.relayed).hasSize(1);
    }

    @Test
    void parser_isTotal() {
        byte[] valid = StunBuilder.request(StunMethod.ALLOCATE, new TransactionId(1, 2))
                .text(Attr.USERNAME, "name").text(Attr.REALM, "realm").xorAddress(Attr.XOR_PEER_ADDRESS, address("1.2.3.4:5"))
                .integrity(new byte[16]).build();
        Seeded.rounds(50_000, random -> {
            byte[] bytes = valid.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length;
            try {
                StunMessage message = StunMessage.parse(ByteBuffer.wrap(bytes, 0, length));
                for (StunAttribute attribute : message.attributes()) {
                    read(attribute);
                }
                message.integrityBy(new byte[16]);
                message.integritySha256By(new byte[16]);
            } catch (StunParseException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        });
    }

    private static void read(StunAttribute attribute) throws StunParseException {
        switch (attribute.type()) {
            case Attr.XOR_PEER_ADDRESS -> attribute.xorAddress();
            case Attr.MAPPED_ADDRESS -> attribute.address();
            case Attr.ERROR_CODE -> attribute.error();
            case Attr.LIFETIME -> attribute.uint32();
            default -> attribute.text(600);
        }
    }
}
