package vedette.stun;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

/** The published messages of RFC 5769 and of RFC 8489 appendix B.1 (with its verified erratum). */
class VectorsTest {
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
    private static final String NAME = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    @Test
    @Covers("AMB-09")
    void request_hasShortTermIntegrityAndFingerprint() throws StunParseException {
        byte[] bytes = hex("""
                00010058 2112a442 b7e7a701bc34d686fa87dfae
                80220010 5354554e207465737420636c69656e74
                00240004 6e0001ff
                80290008 932ff9b151263b36
                00060009 6576746a3a68367659202020
                00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
                80280004 e57a3bcf""");
        StunMessage message = StunMessage.parse(ByteBuffer.wrap(bytes));
        assertThat(message.kind()).isEqualTo(StunClass.REQUEST);
        assertThat(message.method()).isEqualTo(StunMethod.BINDING);
        assertThat(message.first(Attr.USERNAME).text(513)).isEqualTo("evtj:h6vY");
        assertThat(message.first(Attr.SOFTWARE).text(763)).isEqualTo("STUN test client");
        assertThat(message.integrityBy(StunKeys.shortTerm(PASSWORD))).isTrue();
        assertThat(message.integrityBy(StunKeys.shortTerm(PASSWORD + "x"))).isFalse();
        assertThat(message.has(Attr.FINGERPRINT)).isTrue();
    }

    @Test
    @Covers("AMB-09")
    void responses_haveTheMappedAddress_andAreBuiltToTheByte() throws StunParseException {
        byte[] four = hex("""
                0101003c 2112a442 b7e7a701bc34d686fa87dfae
                8022000b 7465737420766563746f7220
                00200008 0001a147e112a643
                00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7
                80280004 c07d4c96""");
        StunMessage parsed = StunMessage.parse(ByteBuffer.wrap(four));
        assertThat(parsed.integrityBy(StunKeys.shortTerm(PASSWORD))).isTrue();
        assertThat(parsed.first(Attr.XOR_MAPPED_ADDRESS).xorAddress()).isEqualTo(new InetSocketAddress("192.0.2.1", 32853));

        byte[] six = hex("""
                01010048 2112a442 b7e7a701bc34d686fa87dfae
                8022000b 7465737420766563746f7220
                00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9
                00080014 a382954e4be67bf11784c97c8292c275bfe3ed41
                80280004 c8fb0b4c""");
        parsed = StunMessage.parse(ByteBuffer.wrap(six));
        assertThat(parsed.integrityBy(StunKeys.shortTerm(PASSWORD))).isTrue();
        InetSocketAddress address = parsed.first(Attr.XOR_MAPPED_ADDRESS).xorAddress();
        assertThat(address).isEqualTo(new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853));
        // Built again with zero padding, both values come out the same.
        byte[] built = StunBuilder.of(StunClass.SUCCESS, StunMethod.BINDING, parsed.id()).xorAddress(Attr.XOR_MAPPED_ADDRESS, address).build();
        assertThat(HexFormat.of().formatHex(built)).endsWith("002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9");
    }

    @Test
    @Covers("AMB-09")
    void longTermRequest_isBuiltToTheByte() {
        byte[] expected = hex("""
                00010060 2112a442 78ad3433c6ad72c029da412e
                00060012 e3839ee38388e383aae38383e382afe382b90000
                0015001c 662f2f3439396b39353464364f4c33346f4c39465354767936347341
                0014000b 6578616d706c652e6f726700
                00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666""");
        byte[] key = StunKeys.longTerm(NAME, "example.org", "TheMatrIX", PasswordAlgorithm.MD5);
        byte[] built = StunBuilder.request(StunMethod.BINDING, new TransactionId(0x78ad3433, 0xc6ad72c029da412eL))
                .text(Attr.USERNAME, NAME)
                .text(Attr.NONCE, "f//499k954d6OL34oL9FSTvy64sA")
                .text(Attr.REALM, "example.org")
                .integrity(key)
                .build();
        assertThat(built).isEqualTo(expected);
    }

    @Test
    @Covers("AMB-09")
    void sha256Request_isBuiltToTheByte_andVerifies() throws StunParseException {
        byte[] expected = hex("""
                00010090 2112a442 78ad3433c6ad72c029da412e
                001e0020 4a3cf38fef6992bda952c6780417da0f24819415569e60b205c46e41407f1704
                00150029 6f624d61744a6f7332414141 43662f2f3439396b39353464364f4c33346f4c39465354767936347341000000
                0014000b 6578616d706c652e6f726700
                001d0004 00020000
                001c0020 b5c7bf005b6c52a21c51c5e892f81924136296cb927c43149309278cc6518e65""");
        byte[] key = StunKeys.longTerm(NAME, "example.org", "TheMatrIX", PasswordAlgorithm.SHA256);
        byte[] built = StunBuilder.request(StunMethod.BINDING, new TransactionId(0x78ad3433, 0xc6ad72c029da412eL))
                .put(Attr.USERHASH, StunKeys.userHash(NAME, "example.org"))
                .text(Attr.NONCE, "obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA")
                .text(Attr.REALM, "example.org")
                .uint16(Attr.PASSWORD_ALGORITHM, PasswordAlgorithm.SHA256.number())
                .integritySha256(key)
                .build();
        assertThat(built).isEqualTo(expected);
        assertThat(StunMessage.parse(ByteBuffer.wrap(built)).integritySha256By(key)).isTrue();
    }
}
