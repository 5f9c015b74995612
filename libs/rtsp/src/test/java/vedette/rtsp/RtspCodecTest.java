package vedette.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7826 §5, §14, §20; RFC 2326 §4, §15. */
class RtspCodecTest {
    private static List<RtspMessage> parse(RtspParser parser, byte[] bytes) throws RtspParseException {
        parser.feed(ByteBuffer.wrap(bytes));
        var messages = new ArrayList<RtspMessage>();
        for (var message = parser.next(); message != null; message = parser.next()) {
            messages.add(message);
        }
        return messages;
    }

    private static List<RtspMessage> parse(String text) throws RtspParseException {
        return parse(new RtspParser(4096), text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void requestsOfBothVersions_areRead() throws RtspParseException {
        var messages = parse("""
                OPTIONS * RTSP/1.0
                CSeq: 1

                DESCRIBE rtsp://h/live RTSP/2.0
                cseq:2
                Accept: application/sdp,
                 text/plain

                SETUP rtsp://h/x RTSP/3.1
                CSeq: 3

                """);
        assertThat(messages).hasSize(3);
        assertThat(messages.get(0))
                .isEqualTo(new RtspMessage.Request(
                        "OPTIONS", "*", RtspVersion.V1_0, RtspHeaders.of("CSeq", "1"), new byte[0]));
        var describe = (RtspMessage.Request) messages.get(1);
        assertThat(describe.version()).isEqualTo(RtspVersion.V2_0);
        assertThat(describe.headers().first("CSEQ")).hasValue("2");
        assertThat(describe.headers().tokens("accept")).containsExactly("application/sdp", "text/plain");
        assertThat(((RtspMessage.Request) messages.get(2)).version()).isEqualTo(RtspVersion.UNSUPPORTED);
    }

    @Test
    void streamOfMessagesAndData_isTheSameInAnyPieces() throws RtspParseException {
        var random = new Random(1);
        for (int round = 0; round < 300; round++) {
            var sent = new ArrayList<RtspMessage>();
            var stream = new java.io.ByteArrayOutputStream();
            for (int i = random.nextInt(12); i >= 0; i--) {
                var body = new byte[random.nextInt(3) == 0 ? random.nextInt(2000) : 0];
                random.nextBytes(body);
                var headers = body.length == 0
                        ? RtspHeaders.of("CSeq", "" + i)
                        : RtspHeaders.of("CSeq", "" + i, "Content-Length", "" + body.length);
                var data = new byte[random.nextInt(3000)];
                random.nextBytes(data);
                RtspMessage message = switch (random.nextInt(3)) {
                    case 0 -> new RtspMessage.Request("PLAY", "rtsp://h/" + i, RtspVersion.V1_0, headers, body);
                    case 1 -> new RtspMessage.Response(RtspVersion.V2_0, 200, "OK", headers, body);
                    default -> new RtspMessage.Interleaved(random.nextInt(256), data);
                };
                sent.add(message);
                stream.writeBytes(RtspEncoder.encode(message));
            }
            var parser = new RtspParser(4096);
            var received = new ArrayList<RtspMessage>();
            var bytes = stream.toByteArray();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 4000));
                received.addAll(parse(parser, java.util.Arrays.copyOfRange(bytes, at, at + length)));
                at += length;
            }
            assertThat(received).as("round %d", round).isEqualTo(sent);
            assertThat(parser.inMessage()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1\\n\\n | 400",
                "play rtsp://h/ RTSP/1.0\\n\\n | 400",
                "PLAY rtsp://h/\\n\\n | 400",
                "PLAY rtsp://h/\u00e9 RTSP/1.0\\n\\n | 400",
                "PLAY rtsp://h/ RTSP/1.0\\nno colon\\n\\n | 400",
                "PLAY rtsp://h/ RTSP/1.0\\n: x\\n\\n | 400",
                "PLAY rtsp://h/ RTSP/1.0\\n folded: x\\n\\n | 400",
                "PLAY rtsp://h/ RTSP/1.0\\nContent-Length: x\\n\\n | 400",
                "PLAY rtsp://h/ RTSP/1.0\\nContent-Length: -1\\n\\n | 400",
                "PLAY rtsp://h/ RTSP/1.0\\nContent-Length: 1\\nContent-Length: 2\\n\\n | 400",
                "PLAY rtsp://h/ RTSP/1.0\\nContent-Length: 99999\\n\\n | 413",
                "RTSP/1.0 OK\\n\\n | 400",
                "RTSP/1.0 2000 OK\\n\\n | 400",
            })
    void damagedMessages_areRefused(String text, int status) {
        assertThatThrownBy(() -> parse(text.strip().replace("\\n", "\n")))
                .isInstanceOfSatisfying(
                        RtspParseException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void limits_hold() {
        assertThatThrownBy(() -> parse("PLAY rtsp://h/" + "x".repeat(5000)))
                .isInstanceOfSatisfying(
                        RtspParseException.class, e -> assertThat(e.status()).isEqualTo(414));
        assertThatThrownBy(() -> parse("PLAY rtsp://h/ RTSP/1.0\nA: " + "x".repeat(5000)))
                .hasMessageContaining("4096 bytes");
        assertThatThrownBy(() -> parse("PLAY rtsp://h/ RTSP/1.0\n" + "A: b\n".repeat(65) + "\n"))
                .hasMessageContaining("64 header lines");
        assertThatThrownBy(() ->
                        parse("PLAY rtsp://h/ RTSP/1.0\nA: b\n" + (" " + "x".repeat(1000) + "\n").repeat(9) + "\n"))
                .hasMessageContaining("at most 4096 bytes");
        assertThatThrownBy(() -> parse("\n".repeat(40))).hasMessageContaining("empty lines");
    }

    @Test
    void afterDamage_theParserGivesNothing() {
        var parser = new RtspParser(100);
        assertThatThrownBy(() -> parse(parser, "x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(RtspParseException.class);
        org.assertj.core.api.Assertions.assertThatCode(() -> assertThat(
                                parse(parser, "OPTIONS * RTSP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                        .isEmpty())
                .doesNotThrowAnyException();
    }

    @Test
    void anyBytes_throwNothingElse() {
        var random = new Random(3);
        var valid =
                "SETUP rtsp://h/live/trackID=0 RTSP/1.0\r\nCSeq: 3\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\nContent-Length: 4\r\n\r\nbody$\0\0\4abcd";
        for (int i = 0; i < 100_000; i++) {
            var bytes = valid.getBytes(StandardCharsets.ISO_8859_1);
            for (int k = 1 + random.nextInt(5); k > 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (i % 3 == 0) {
                random.nextBytes(bytes);
            }
            try {
                for (var message : parse(new RtspParser(1000), bytes)) {
                    if (message instanceof RtspMessage.Request request) {
                        TransportSpec.parse(request.headers().first("Transport").orElse(""));
                    }
                }
            } catch (RtspParseException expected) {
                assertThat(expected.status()).isIn(400, 413, 414);
            }
        }
    }

    @Test
    void headers_cannotBeInjected() {
        assertThatThrownBy(() -> RtspHeaders.of("A", "b\r\nEvil: 1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RtspEncoder.encode(new RtspMessage.Request(
                        "PLAY", "x\r\nEvil: 1", RtspVersion.V1_0, RtspHeaders.EMPTY, new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(RtspHeaders.of("Authorization", "Bearer abc", "CSeq", "1").toString())
                .isEqualTo("{Authorization: (hidden), CSeq: 1}");
    }

    @Test
    void transports_areReadAndWritten() {
        var specs = TransportSpec.parse(
                "RTP/AVP/UDP;unicast;client_port=5000-5001;mode=\"play\",SCTP/x;y,RTP/AVP/TCP;interleaved=2-3");
        assertThat(specs).hasSize(2);
        assertThat(specs.getFirst().clientPorts()).isEqualTo(new TransportSpec.Pair(5000, 5001));
        assertThat(specs.getFirst().mode()).isEqualTo("PLAY");
        assertThat(specs.getFirst().withServerPorts(6000, 6001).format(RtspVersion.V1_0))
                .isEqualTo("RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001");
        assertThat(specs.getLast()).isEqualTo(TransportSpec.interleaved(2, 3));
        var v2 = TransportSpec.parse(
                        "RTP/AVP;unicast;dest_addr=\":3456\"/\":3457\";src_addr=\"192.0.2.1:9000\"/\"192.0.2.1:9001\"")
                .getFirst();
        assertThat(v2.clientPorts()).isEqualTo(new TransportSpec.Pair(3456, 3457));
        assertThat(v2.source()).isEqualTo("192.0.2.1");
        assertThat(v2.format(RtspVersion.V2_0))
                .isEqualTo(
                        "RTP/AVP/UDP;unicast;dest_addr=\":3456\"/\":3457\";src_addr=\"192.0.2.1:9000\"/\"192.0.2.1:9001\"");
        assertThat(TransportSpec.parse("RTP/AVP;client_port=70000-70001")
                        .getFirst()
                        .clientPorts())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npt=now-",
                "npt=10.500-",
                "npt=0.000-20.250",
                "clock=20261121T120000Z-",
                "clock=20261121T120000.5Z-20261121T120500Z"
            })
    void ranges_comeBack(String text) {
        assertThat(RtspRange.parse(text).orElseThrow().format()).isEqualTo(text);
    }

    @Test
    void otherRanges() {
        assertThat(RtspRange.parse("npt=0:10:05.5-").orElseThrow().format()).isEqualTo("npt=605.500-");
        assertThat(RtspRange.parse("npt=-20").orElseThrow().format()).isEqualTo("npt=0.000-20.000");
        assertThat(RtspRange.parse("npt=5- ;time=19970123T143720Z")
                        .orElseThrow()
                        .format())
                .isEqualTo("npt=5.000-");
        for (var damaged : List.of(
                "smpte=0:10:20-",
                "npt=-",
                "npt=x-",
                "clock=20261321T120000Z-",
                "clock=1-2",
                "",
                "npt=99999999999999-")) {
            assertThat(RtspRange.parse(damaged)).as(damaged).isEmpty();
        }
    }

    @Test
    void urls() {
        assertThat(RtspUrl.parse("rtsp://cam/stream?channel=1").format()).isEqualTo("rtsp://cam:554/stream?channel=1");
        assertThat(RtspUrl.parse("rtsps://[::1]:8322").format()).isEqualTo("rtsps://[::1]:8322/");
        assertThatThrownBy(() -> RtspUrl.parse("rtsp://u:p@cam/"))
                .hasMessageContaining("without user and password")
                .hasMessageNotContaining("u:p");
        assertThatThrownBy(() -> RtspUrl.parse("http://cam/")).hasMessageContaining("found scheme 'http'");
        assertThatThrownBy(() -> RtspUrl.parse("rtsp://c am/")).hasMessageContaining("no URI at index");
    }

    @Test
    void rtpInfo_inBothStyles() {
        var info = new RtpInfo(0, 0xABCDL, 7, 90_000);
        assertThat(info.format(RtspVersion.V1_0, "rtsp://h/trackID=0"))
                .isEqualTo("url=rtsp://h/trackID=0;seq=7;rtptime=90000");
        assertThat(info.format(RtspVersion.V2_0, "rtsp://h/trackID=0"))
                .isEqualTo("url=\"rtsp://h/trackID=0\" ssrc=0000ABCD:seq=7;rtptime=90000");
    }
}
