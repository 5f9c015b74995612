package vedette.rtsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vedette.rtp.sdp.SdpParseException;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspVersion;
import vedette.rtsp.auth.DigestAlgorithm;
import vedette.rtsp.auth.DigestChallenge;
import vedette.testkit.Covers;

/** RFC 2326 §10, RFC 7826 §13, without sockets. */
class RtspServerConnectionTest {
    private static final String URL = "rtsp://127.0.0.1/live";

    private static String session(RtspMessage.Response response) {
        return response.headers().first("Session").orElseThrow().split(";")[0];
    }

    private static RtspMessage.Response setUp(ServerDialogue dialogue, int track) {
        return dialogue.ask(
                "SETUP " + URL + "/trackID=" + track + " RTSP/1.0", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
    }

    @Test
    @Covers({"H6264-8.4-S10", "AMB-48"})
    void dialogueOfVersion1() throws SdpParseException {
        var dialogue = new ServerDialogue();
        assertThat(dialogue.ask("OPTIONS * RTSP/1.0").headers().tokens("Public"))
                .contains("DESCRIBE", "PLAY", "GET_PARAMETER");
        var described = dialogue.ask("DESCRIBE " + URL + " RTSP/1.0", "Accept: application/sdp");
        assertThat(described.version()).isEqualTo(RtspVersion.V1_0);
        assertThat(described.headers().first("CSeq")).hasValue("7");
        assertThat(described.headers().first("Content-Base")).hasValue(URL + "/");
        var sdp = SessionDescription.parse(described.text());
        assertThat(sdp.attribute("control")).hasValue("*");
        assertThat(sdp.media())
                .extracting(m -> m.attribute("control").orElse(""))
                .containsExactly("trackID=0", "trackID=1");

        var first = setUp(dialogue, 0);
        assertThat(first.headers().first("Transport")).hasValue("RTP/AVP/TCP;unicast;interleaved=0-1");
        assertThat(first.headers().first("Session").orElse("")).matches("[0-9a-f]{32};timeout=60");
        var id = session(first);
        // The second track asks for channels in use and gets others.
        var second = dialogue.ask(
                "SETUP " + URL + "/trackID=1 RTSP/1.0",
                "Session: " + id,
                "Transport: RTP/AVP/TCP;unicast;interleaved=1-2");
        assertThat(second.headers().first("Transport")).hasValue("RTP/AVP/TCP;unicast;interleaved=2-3");

        var playing = dialogue.ask("PLAY " + URL + "/ RTSP/1.0", "Session: " + id, "Range: npt=0.000-");
        assertThat(playing.status()).isEqualTo(200);
        assertThat(playing.headers().first("RTP-Info")).hasValue("url=" + URL + "/trackID=0;seq=2;rtptime=3");
        assertThat(dialogue.all(ServerOutput.Streaming.class)).containsExactly(new ServerOutput.Streaming(true));
        assertThat(dialogue.all(ServerOutput.Play.class).getLast().request().tracks())
                .containsExactly(0, 1);

        assertThat(setUp(dialogue, 0).status()).isEqualTo(454);
        assertThat(dialogue.ask("SETUP " + URL + "/trackID=0 RTSP/1.0", "Session: " + id, "Transport: RTP/AVP/TCP")
                        .status())
                .isEqualTo(455);
        assertThat(dialogue.ask("PAUSE " + URL + " RTSP/1.0", "Session: " + id).status())
                .isEqualTo(200);
        assertThat(dialogue.ask("TEARDOWN " + URL + " RTSP/1.0", "Session: " + id)
                        .status())
                .isEqualTo(200);
        assertThat(dialogue.all(ServerOutput.SessionEnded.class)).hasSize(1);
        assertThat(dialogue.ask("PLAY " + URL + " RTSP/1.0", "Session: " + id).status())
                .isEqualTo(454);
        assertThat(dialogue.done).isFalse();
    }

    @Test
    @Covers({"H6264-2", "AMB-48"})
    void dialogueOfVersion2_pipelined() {
        var dialogue = new ServerDialogue();
        var responses = dialogue.say("""
                SETUP rtsp://127.0.0.1/live/trackID=0 RTSP/2.0
                CSeq: 1
                Transport: RTP/AVP/UDP;unicast;dest_addr=":5000"/":5001"
                Pipelined-Requests: 4
                Supported: play.basic, x

                PLAY rtsp://127.0.0.1/live RTSP/2.0
                CSeq: 2
                Pipelined-Requests: 4
                Require: play.basic

                """);
        assertThat(responses).extracting(RtspMessage.Response::status).containsExactly(200, 200);
        assertThat(responses)
                .allMatch(r -> r.version() == RtspVersion.V2_0)
                .allMatch(
                        r -> r.headers().first("Pipelined-Requests").orElse("").equals("4"));
        var setUp = responses.getFirst().headers();
        assertThat(setUp.first("Transport"))
                .hasValue("RTP/AVP/UDP;unicast;dest_addr=\":5000\"/\":5001\";src_addr=\":6000\"/\":6001\"");
        assertThat(setUp.first("Accept-Ranges")).hasValue("npt");
        assertThat(setUp.first("Media-Properties")).hasValue("No-Seeking, Time-Progressing, Time-Duration=0.0");
        assertThat(setUp.first("Supported")).hasValue("play.basic");
        assertThat(responses.getLast().headers().first("Range")).hasValue("npt=now-");
        assertThat(responses.getLast().headers().first("RTP-Info").orElse(""))
                .contains("ssrc=00000001:seq=2;rtptime=3");
        assertThat(responses.getFirst().headers().first("Date")).hasValue("Thu, 1 Jan 1970 00:00:00 GMT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DESCRIBE rtsp://h/none RTSP/1.0 | CSeq: 1 | 401",
                "DESCRIBE rtsp://h/open/none RTSP/1.0 | CSeq: 1 | 404",
                "DESCRIBE rtsp://h/forbidden RTSP/1.0 | CSeq: 1 | 403",
                "DESCRIBE rtsp://h/live RTSP/1.0 | X: 1 | 400",
                "DESCRIBE rtsp://h/live RTSP/1.0 | CSeq: a | 400",
                "DESCRIBE rtsp://h/live RTSP/1.0 | CSeq: 1;Accept: text/html | 406",
                "DESCRIBE rtsp://h/live?token=x RTSP/1.0 | CSeq: 1 | 400",
                "DESCRIBE rtsp://u:p@h/live RTSP/1.0 | CSeq: 1 | 400",
                "DESCRIBE http://h/live RTSP/1.0 | CSeq: 1 | 400",
                "DESCRIBE rtsp://h/live RTSP/1.0 | CSeq: 1;Require: x.y | 551",
                "DESCRIBE rtsp://h/live RTSP/9.9 | CSeq: 1 | 505",
                "SETUP rtsp://h/live RTSP/1.0 | CSeq: 1;Transport: RTP/AVP/TCP | 459",
                "SETUP rtsp://h/live/trackID=9 RTSP/1.0 | CSeq: 1;Transport: RTP/AVP/TCP | 404",
                "SETUP rtsp://h/live/trackID=0 RTSP/1.0 | CSeq: 1 | 400",
                "SETUP rtsp://h/live/trackID=0 RTSP/1.0 | CSeq: 1;Session: x;Transport: RTP/AVP/TCP | 454",
                "SETUP rtsp://h/live/trackID=0 RTSP/1.0 | CSeq: 1;Transport: RTP/AVP/TCP,mode=RECORD | 200",
                "SETUP rtsp://h/live/trackID=0 RTSP/1.0 | CSeq: 1;Transport: RTP/AVP%3Bmulticast | 461",
                "SETUP rtsp://h/live/trackID=0 RTSP/1.0 | CSeq: 1;Transport: RTP/AVP%3Bunicast%3Bdestination=198.51.100.7%3Bclient_port=5000-5001 | 461",
                "SETUP rtsp://h/live/trackID=0 RTSP/1.0 | CSeq: 1;Transport: RTP/AVP%3Bunicast%3Bclient_port=53-54 | 461",
                "SETUP rtsp://h/live/trackID=0 RTSP/1.0 | CSeq: 1;Transport: RTP/AVP/TCP%3Bmode=record | 461",
                "PLAY rtsp://h/live RTSP/1.0 | CSeq: 1 | 454",
                "PLAY rtsp://h/live RTSP/1.0 | CSeq: 1;Session: 1 | 454",
                "TEARDOWN rtsp://h/live RTSP/1.0 | CSeq: 1;Session: 1 | 454",
                "RECORD rtsp://h/live RTSP/1.0 | CSeq: 1 | 405",
                "ANNOUNCE rtsp://h/live RTSP/1.0 | CSeq: 1 | 405",
                "FOO rtsp://h/live RTSP/1.0 | CSeq: 1 | 501",
                "GET_PARAMETER rtsp://h/live RTSP/1.0 | CSeq: 1 | 200",
                "GET_PARAMETER rtsp://h/live RTSP/1.0 | CSeq: 1;Session: 1 | 454",
            })
    void statusCodes(String line, String headers, int status) {
        var dialogue = new ServerDialogue();
        var text = line.strip() + "\n" + headers.strip().replace(";", "\n").replace("%3B", ";") + "\n\n";
        assertThat(dialogue.say(text))
                .singleElement()
                .extracting(RtspMessage.Response::status)
                .isEqualTo(status);
        assertThat(dialogue.done).isFalse();
    }

    @Test
    void statusCodesInsideASession() {
        var dialogue = new ServerDialogue();
        var id = "Session: " + session(setUp(dialogue, 0));
        assertThat(dialogue.ask("PLAY " + URL + " RTSP/1.0", id, "Range: smpte=0:10:20-")
                        .status())
                .isEqualTo(457);
        assertThat(dialogue.ask("PLAY " + URL + " RTSP/1.0", id, "Scale: fast").status())
                .isEqualTo(400);
        assertThat(dialogue.ask("PLAY rtsp://127.0.0.1/other RTSP/1.0", id).status())
                .isEqualTo(404);
        assertThat(dialogue.ask("SETUP rtsp://127.0.0.1/open/live/trackID=0 RTSP/1.0", id, "Transport: RTP/AVP/TCP")
                        .status())
                .isEqualTo(404);
        assertThat(dialogue.ask("SETUP " + URL + "/trackID=1 RTSP/1.0", id, "Transport: RTP/AVP/TCP")
                        .status())
                .isEqualTo(200);
        assertThat(dialogue.ask("PLAY " + URL + "/trackID=1 RTSP/1.0", id).status())
                .isEqualTo(460);
        assertThat(dialogue.say("SET_PARAMETER " + URL + " RTSP/1.0\nCSeq: 1\n" + id + "\nContent-Length: 4\n\na: b"))
                .singleElement()
                .extracting(RtspMessage.Response::status)
                .isEqualTo(451);
        var play = dialogue.ask("PLAY " + URL + " RTSP/1.0", id, "Scale: -2.0", "Range: npt=5-10");
        assertThat(play.headers().first("Scale")).hasValue("-2.0");
        assertThat(play.headers().first("Range")).hasValue("npt=5.000-10.000");
    }

    @Test
    @Covers("AMB-24")
    void challenges_offerSha256FirstAndMd5Last() {
        var dialogue = new ServerDialogue();
        var refused = dialogue.ask("DESCRIBE rtsp://h/cam RTSP/1.0").headers().all("WWW-Authenticate");
        assertThat(refused).hasSize(2);
        var sha = DigestChallenge.parse(refused.getFirst()).orElseThrow();
        var md5 = DigestChallenge.parse(refused.getLast()).orElseThrow();
        assertThat(sha.algorithm()).isEqualTo(DigestAlgorithm.SHA_256);
        assertThat(md5.algorithm()).isEqualTo(DigestAlgorithm.MD5);

        var other = new ServerDialogue();
        for (var challenge : java.util.List.of(sha, md5)) {
            var answer = challenge
                    .answer("u", "secret", "DESCRIBE", "rtsp://h/cam", 1, "c")
                    .format();
            // 404: allowed, but there is no such stream.
            assertThat(dialogue.ask("DESCRIBE rtsp://h/cam RTSP/1.0", "Authorization: " + answer)
                            .status())
                    .isEqualTo(404);
            var replayed = other.ask("DESCRIBE rtsp://h/cam RTSP/1.0", "Authorization: " + answer);
            assertThat(replayed.status()).as("the nonce of another connection").isEqualTo(401);
            assertThat(replayed.headers().all("WWW-Authenticate")).allMatch(v -> v.endsWith("stale=true"));
        }
        var forOtherUri =
                md5.answer("u", "secret", "DESCRIBE", "rtsp://h/other", 1, "c").format();
        assertThat(new ServerDialogue()
                        .ask("DESCRIBE rtsp://h/cam2 RTSP/1.0", "Authorization: " + forOtherUri)
                        .status())
                .isEqualTo(401);
    }

    @Test
    @Covers("H6264-8.4-S4")
    void clearTextCredentials_needTlsOrExplicitPermission() {
        assertThat(new ServerDialogue()
                        .ask("DESCRIBE rtsp://h/cam RTSP/1.0", "Authorization: Bearer t")
                        .status())
                .isEqualTo(401);
        assertThat(new ServerDialogue(ServerDialogue.CONFIG.withBearerOnPlainLoopback(), false)
                        .ask("DESCRIBE rtsp://h/cam RTSP/1.0", "Authorization: Bearer t")
                        .status())
                .isEqualTo(404);
        assertThat(new ServerDialogue(ServerDialogue.CONFIG, true)
                        .ask("DESCRIBE rtsps://h/cam RTSP/1.0", "Authorization: Bearer t")
                        .status())
                .isEqualTo(404);
        var basic = "Authorization: Basic dTpw";
        assertThat(new ServerDialogue(ServerDialogue.CONFIG.withBasic(), false)
                        .ask("DESCRIBE rtsp://h/cam RTSP/1.0", basic)
                        .status())
                .isEqualTo(401);
        assertThat(new ServerDialogue(ServerDialogue.CONFIG.withBasic(), true)
                        .ask("DESCRIBE rtsps://h/cam RTSP/1.0", basic)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void udpBesideTls_isRefused() {
        var dialogue = new ServerDialogue(ServerDialogue.CONFIG, true);
        assertThat(dialogue.ask(
                                "SETUP rtsps://127.0.0.1/live/trackID=0 RTSP/1.0",
                                "Transport: RTP/AVP;unicast;client_port=5000-5001")
                        .status())
                .isEqualTo(461);
    }

    @Test
    @Covers("AMB-24")
    void allowedOnce_holdsForTheConnection() {
        var dialogue = new ServerDialogue(ServerDialogue.CONFIG.withBearerOnPlainLoopback(), false);
        dialogue.ask("DESCRIBE " + URL + " RTSP/1.0", "Authorization: Bearer t");
        setUp(dialogue, 0);
        assertThat(dialogue.all(ServerOutput.Authorize.class)).hasSize(1);
    }

    @Test
    @Covers("AMB-24")
    void allowedOnce_endsWithTheSession() {
        var dialogue = new ServerDialogue(ServerDialogue.CONFIG.withBearerOnPlainLoopback(), false);
        dialogue.ask("DESCRIBE " + URL + " RTSP/1.0", "Authorization: Bearer t");
        var id = "Session: " + session(setUp(dialogue, 0));
        dialogue.ask("TEARDOWN " + URL + " RTSP/1.0", id);
        setUp(dialogue, 0);
        assertThat(dialogue.all(ServerOutput.Authorize.class)).hasSize(2);
        dialogue.input(new ServerInput.Disconnected());
        assertThat(dialogue.all(ServerOutput.Released.class)).isEmpty();
    }

    @Test
    void allowedWithoutSession_isReleased() {
        var dialogue = new ServerDialogue(ServerDialogue.CONFIG.withBearerOnPlainLoopback(), false);
        dialogue.ask("DESCRIBE " + URL + " RTSP/1.0", "Authorization: Bearer t");
        dialogue.input(new ServerInput.Disconnected());
        assertThat(dialogue.all(ServerOutput.Released.class)).hasSize(1);

        var late = new ServerDialogue();
        late.answering = false;
        late.say("DESCRIBE " + URL + " RTSP/1.0\nCSeq: 1\n\n");
        var asked = late.all(ServerOutput.Authorize.class).getFirst();
        late.input(new ServerInput.Disconnected());
        late.input(new ServerInput.Authorized(asked.id(), RtspVerdict.allowed("late")));
        assertThat(late.all(ServerOutput.Released.class)).containsExactly(new ServerOutput.Released("late"));
    }

    @Test
    void guessing_closesTheConnection() {
        var dialogue = new ServerDialogue();
        for (int i = 0; i < Gate.REFUSALS_MAX; i++) {
            assertThat(dialogue.ask("DESCRIBE rtsp://h/cam RTSP/1.0").status()).isEqualTo(401);
        }
        assertThat(dialogue.done).isTrue();
    }

    @Test
    void times_areLimited() {
        var session = new ServerDialogue();
        setUp(session, 0);
        session.after(Duration.ofSeconds(50));
        assertThat(session.bytes(new byte[] {'$', 1, 0, 1, 9})).isEmpty();
        session.after(Duration.ofSeconds(50));
        assertThat(session.done).as("RTCP keeps the session").isFalse();
        session.after(Duration.ofSeconds(10));
        assertThat(session.done).isTrue();
        assertThat(session.all(ServerOutput.SessionEnded.class))
                .singleElement()
                .extracting(ServerOutput.SessionEnded::reason)
                .asString()
                .contains("60 s");

        var half = new ServerDialogue();
        half.say("OPTIONS * RTSP/1.0\nCS");
        assertThat(half.after(Duration.ofSeconds(15)))
                .singleElement()
                .extracting(RtspMessage.Response::status)
                .isEqualTo(408);
        assertThat(half.done).isTrue();

        var slow = new ServerDialogue();
        slow.answering = false;
        slow.say("DESCRIBE " + URL + " RTSP/1.0\nCSeq: 1\n\n");
        assertThat(slow.after(Duration.ofSeconds(10)))
                .singleElement()
                .extracting(RtspMessage.Response::status)
                .isEqualTo(503);
        assertThat(slow.done).isFalse();

        var talkative = new ServerDialogue();
        for (int i = 0; i < 3 && !talkative.done; i++) {
            talkative.ask("OPTIONS * RTSP/1.0");
            talkative.after(Duration.ofSeconds(20));
        }
        assertThat(talkative.done).as("without a grant OPTIONS do not count").isTrue();

        var idle = new ServerDialogue();
        idle.after(Duration.ofSeconds(60));
        assertThat(idle.done).isTrue();
    }

    @Test
    void pipeline_isLimited() {
        var dialogue = new ServerDialogue();
        dialogue.answering = false;
        var responses = dialogue.say("DESCRIBE rtsp://h/live RTSP/1.0\nCSeq: 1\n\n".repeat(40));
        assertThat(responses)
                .singleElement()
                .extracting(RtspMessage.Response::status)
                .isEqualTo(400);
        assertThat(dialogue.done).isTrue();
    }

    @Test
    void framingErrors_areAnsweredAndClose() {
        for (var text : java.util.List.of("GET / HTTP/1.1\n\n", "\0\1\2\n", "A: b\n\n")) {
            var dialogue = new ServerDialogue();
            assertThat(dialogue.say(text))
                    .singleElement()
                    .extracting(RtspMessage.Response::status)
                    .isEqualTo(400);
            assertThat(dialogue.done).isTrue();
        }
        var large = new ServerDialogue();
        assertThat(large.say("SET_PARAMETER * RTSP/1.0\nContent-Length: 5000\n\n"))
                .singleElement()
                .extracting(RtspMessage.Response::status)
                .isEqualTo(413);
    }

    @Test
    void anyChangeOfADialogue_neverThrows() {
        var random = new Random(8);
        var text = "SETUP " + URL
                + "/trackID=0 RTSP/1.0\r\nCSeq: 1\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n" + "PLAY "
                + URL + " RTSP/2.0\r\nCSeq: 2\r\nRange: npt=0-\r\nScale: 1\r\n\r\n$\0\0\1xTEARDOWN " + URL
                + " RTSP/1.0\r\nCSeq: 3\r\n\r\n";
        for (int i = 0; i < 20_000; i++) {
            var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int k = random.nextInt(6); k > 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            var dialogue = new ServerDialogue();
            dialogue.answering = random.nextInt(4) > 0;
            assertThat(dialogue.bytes(bytes)).allMatch(r -> r.status() >= 200 && r.status() < 600);
            dialogue.after(Duration.ofSeconds(100));
            assertThat(dialogue.done).isTrue();
        }
    }
}
