package vedette.rtsp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vedette.rtsp.RtspRange;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.client.RtspFailure.Kind;

/** RFC 2326 §10 and the leniencies of the client, without sockets: the test is the camera. */
class RtspClientSessionTest {
    private static final String SDP = """
            v=0
            s=cam
            m=video 0 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=control:trackID=1
            m=audio 0 RTP/AVP 8
            a=control:rtsp://10.0.0.5/audio
            """;

    private final List<ClientOutput> outputs = new ArrayList<>();
    private long nowNanos = 5;
    private RtspClientSession session = session("rtsp://cam/s", new ClientCredentials.UserPassword("u", "p"));

    private RtspClientSession session(String url, ClientCredentials credentials) {
        return session(ClientConfig.of(RtspUrl.parse(url), credentials));
    }

    private RtspClientSession session(ClientConfig config) {
        return new RtspClientSession(config, new Random(1), nowNanos);
    }

    /** Gives an event; returns the text of the request that follows, or an empty text. */
    private String on(ClientInput input) {
        session.handle(input, nowNanos);
        var request = new StringBuilder();
        while (true) {
            var output = session.poll();
            outputs.add(output);
            switch (output) {
                case ClientOutput.Send(var bytes) -> request.append(new String(bytes, StandardCharsets.UTF_8));
                case ClientOutput.WaitUntil _, ClientOutput.Done _ -> {
                    return request.toString();
                }
                default -> {}
            }
        }
    }

    private String connect() {
        return on(new ClientInput.Connected());
    }

    /** The camera answers; the number of the request is filled in. */
    private String answer(int cseq, String status, String headers, String body) {
        var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\n";
        var head = "RTSP/1.0 " + status + "\n" + (cseq > 0 ? "CSeq: " + cseq + "\n" : "") + headers + length + "\n";
        return on(new ClientInput.Received(
                ByteBuffer.wrap((head.replace("\n", "\r\n") + body).getBytes(StandardCharsets.UTF_8))));
    }

    private String after(Duration time) {
        nowNanos += time.toNanos();
        return on(new ClientInput.TimePassed());
    }

    private RtspFailure failure() {
        return outputs.stream()
                .flatMap(o -> o instanceof ClientOutput.Ended(var failure) && failure != null
                        ? java.util.stream.Stream.of(failure)
                        : java.util.stream.Stream.empty())
                .findFirst()
                .orElseThrow();
    }

    /** Track, kind and first byte of the interleaved data received. */
    private List<String> media() {
        return outputs.stream()
                .flatMap(o -> o instanceof ClientOutput.Media(var track, var rtcp, var data)
                        ? java.util.stream.Stream.of(track + (rtcp ? " rtcp " : " rtp ") + data[0])
                        : java.util.stream.Stream.empty())
                .toList();
    }

    private void play() {
        connect();
        answer(1, "200 OK", "Public: GET_PARAMETER\n", "");
        answer(2, "200 OK", "", SDP);
        answer(3, "200 OK", "Session: 77;timeout=20\nTransport: RTP/AVP/TCP;interleaved=0-1\n", "");
        answer(4, "200 OK", "Session: 77\nTransport: RTP/AVP/TCP;interleaved=2-3\n", "");
        answer(5, "200 OK", "Session: 77\n", "");
    }

    @Test
    void dialogue_toPlay() {
        assertThat(connect()).startsWith("OPTIONS rtsp://cam:554/s RTSP/1.0\r\nCSeq: 1\r\n");
        assertThat(answer(1, "200 OK", "Public: DESCRIBE, GET_PARAMETER\n", ""))
                .startsWith("DESCRIBE rtsp://cam:554/s RTSP/1.0")
                .contains("Accept: application/sdp");
        assertThat(answer(2, "200 OK", "Content-Base: rtsp://cam/s/\n", SDP))
                .startsWith("SETUP rtsp://cam/s/trackID=1 RTSP/1.0")
                .contains("interleaved=0-1");
        assertThat(answer(3, "200 OK", "Session: 77;timeout=20\nTransport: RTP/AVP/TCP;interleaved=0-1\n", ""))
                .startsWith("SETUP rtsp://10.0.0.5/audio RTSP/1.0")
                .contains("Session: 77\r\n")
                .contains("interleaved=2-3");
        assertThat(answer(4, "200 OK", "Session: 77\n", ""))
                .startsWith("PLAY rtsp://cam/s/ RTSP/1.0")
                .contains("Range: npt=0.000-");
        answer(5, "200 OK", "", "");
        assertThat(outputs).anyMatch(o -> o instanceof ClientOutput.Playing(var tracks) && tracks.size() == 2);

        // Half of the server's timeout of 20 s; video keeps coming.
        nowNanos += 9_000_000_000L;
        on(new ClientInput.Received(ByteBuffer.wrap(new byte[] {'$', 0, 0, 1, 5})));
        assertThat(media()).containsExactly("0 rtp 5");
        assertThat(after(Duration.ofSeconds(1))).startsWith("GET_PARAMETER rtsp://cam/s/ RTSP/1.0");
        answer(6, "454 Session Not Found", "", "");
        assertThat(on(new ClientInput.Pause())).startsWith("PAUSE");
        answer(7, "200 OK", "", "");
        assertThat(on(new ClientInput.Play(RtspRange.parse("npt=5-").orElseThrow(), OptionalDouble.of(-1))))
                .contains("Range: npt=5.000-")
                .contains("Scale: -1.0");
        answer(8, "200 OK", "", "");
        assertThat(on(new ClientInput.Stop())).startsWith("TEARDOWN");
        answer(9, "200 OK", "", "");
        assertThat(outputs).contains(new ClientOutput.Ended(null));
    }

    @Test
    void digest_isAnsweredAndKept() {
        connect();
        var describe = answer(
                1,
                "401 Unauthorized",
                "WWW-Authenticate: Basic realm=\"c\"\nWWW-Authenticate: Digest realm=\"c\", nonce=\"n\"\n",
                "");
        assertThat(describe)
                .startsWith("OPTIONS")
                .contains("Authorization: Digest username=\"u\"")
                .doesNotContain("algorithm");
        assertThat(answer(2, "200 OK", "", "")).startsWith("DESCRIBE").contains("Authorization: Digest");
        // A new nonce in between is answered once more.
        assertThat(answer(3, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"c\", nonce=\"m\", stale=TRUE\n", ""))
                .contains("nonce=\"m\"");
        answer(4, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"c\", nonce=\"o\"\n", "");
        assertThat(failure().kind()).isEqualTo(Kind.CREDENTIALS_WRONG);
    }

    @Test
    void basicWithoutTls_onlyIfAllowed() {
        connect();
        answer(1, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"c\"\n", "");
        assertThat(failure().kind()).isEqualTo(Kind.CREDENTIALS_NEEDED);
        assertThat(failure().message()).contains("only Basic");
        session = session(ClientConfig.of(RtspUrl.parse("rtsp://cam/s"), new ClientCredentials.UserPassword("u", "p"))
                .withClearTextCredentials());
        connect();
        assertThat(answer(1, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"c\"\n", ""))
                .contains("Authorization: Basic dTpw");
    }

    /** Cameras without OPTIONS, without CSeq in errors, without Content-Base, with other channels, with query URLs. */
    @Test
    void leniencies() {
        session = session("rtsp://cam/s?channel=1", ClientCredentials.NONE);
        connect();
        assertThat(answer(0, "501 Not Implemented", "", "")).startsWith("DESCRIBE rtsp://cam:554/s?channel=1 ");
        assertThat(answer(2, "200 OK", "", SDP)).startsWith("SETUP rtsp://cam:554/s?channel=1/trackID=1 ");
        answer(3, "200 OK", "Session: 9\nTransport: RTP/AVP/TCP;unicast;interleaved=8-9\n", "");
        answer(4, "200 OK", "Session: 9\n", "");
        answer(5, "200 OK", "", "");
        on(new ClientInput.Received(
                ByteBuffer.wrap(new byte[] {'$', 8, 0, 1, 1, '$', 9, 0, 1, 2, '$', 3, 0, 1, 3, '$', 77, 0, 1, 4})));
        assertThat(media()).containsExactly("0 rtp 1", "0 rtcp 2", "1 rtcp 3");
        // Without GET_PARAMETER in Public the session is kept by OPTIONS.
        for (int i = 0; i < 5; i++) {
            nowNanos += 5_000_000_000L;
            on(new ClientInput.RtpSeen(0));
        }
        assertThat(after(Duration.ofSeconds(5))).startsWith("OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({
        "m=audio 0 RTP/AVP 8, NO_VIDEO_TRACK",
        "m=video 0 RTP/AVP 97|a=rtpmap:97 H265/90000, CODEC_UNSUPPORTED",
        "m=video 0 RTP/AVP 26, CODEC_UNSUPPORTED",
        "x, PROTOCOL",
    })
    void unusableDescriptions(String lines, Kind kind) {
        connect();
        answer(1, "200 OK", "", "");
        answer(2, "200 OK", "", "v=0\r\ns=x\r\n" + lines.replace("|", "\r\n") + "\r\n");
        assertThat(failure().kind()).isEqualTo(kind);
        if (lines.contains("H265")) {
            assertThat(failure().message())
                    .isEqualTo("video in [H264] expected, the camera offers H265; set the camera's stream to H.264");
        }
    }

    @ParameterizedTest
    @CsvSource({"403, FORBIDDEN", "404, NOT_FOUND", "461, TRANSPORT_REFUSED", "503, REFUSED", "302, REFUSED"})
    void refusals(int status, Kind kind) {
        connect();
        answer(1, "200 OK", "", "");
        answer(2, status + " No", "", "");
        assertThat(failure().kind()).isEqualTo(kind);
        assertThat(failure().status()).isEqualTo(status);
    }

    @Test
    void silence_isNamed() {
        connect();
        after(Duration.ofSeconds(10));
        assertThat(failure())
                .isEqualTo(new RtspFailure(Kind.TIMEOUT, "answer to OPTIONS expected within 10 s, found none", 0));
    }

    @Test
    void noVideoAfterPlay_isNamed() {
        play();
        // Audio alone does not count.
        on(new ClientInput.Received(ByteBuffer.wrap(new byte[] {'$', 2, 0, 1, 5})));
        after(Duration.ofSeconds(10));
        assertThat(failure().kind()).isEqualTo(Kind.NO_VIDEO);
    }

    @Test
    void pause_restsTheLimitForVideo() {
        play();
        assertThat(on(new ClientInput.Pause())).startsWith("PAUSE");
        answer(6, "200 OK", "", "");
        assertThat(after(Duration.ofSeconds(10))).startsWith("GET_PARAMETER");
        assertThat(outputs).noneMatch(o -> o instanceof ClientOutput.Ended);
    }

    @Test
    void closedByTheServer_isNamed() {
        connect();
        on(new ClientInput.Disconnected());
        assertThat(failure().message()).isEqualTo("the server closed the connection instead of answering OPTIONS");
    }

    @Test
    void otherProtocol_isNamed() {
        connect();
        on(new ClientInput.Received(ByteBuffer.wrap("HTTP/1.1 400 Bad\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));
        assertThat(failure().kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void anyAnswers_neverThrow() {
        var random = new Random(3);
        var text =
                "RTSP/1.0 200 OK\r\nCSeq: 1\r\nSession: 5;timeout=1\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\"\r\nContent-Length: "
                        + SDP.length() + "\r\n\r\n" + SDP;
        for (int i = 0; i < 20_000; i++) {
            session = session("rtsp://cam/s", new ClientCredentials.UserPassword("u", "p"));
            outputs.clear();
            connect();
            for (int n = 1; n < 7; n++) {
                var bytes = text.replace("CSeq: 1", "CSeq: " + n).getBytes(StandardCharsets.ISO_8859_1);
                for (int k = random.nextInt(4); k > 0; k--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                on(new ClientInput.Received(ByteBuffer.wrap(bytes)));
            }
        }
        assertThat(outputs).isNotEmpty();
    }
}
