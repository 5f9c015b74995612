package vedette.rtp.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 8866 §5. */
class SessionDescriptionTest {
    private static final String CAMERA = """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=Camera
            c=IN IP4 0.0.0.0
            t=0 0
            x=something a relay must keep
            a=control:*
            m=video 0 RTP/AVP 96
            b=AS:4096
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1;profile-level-id=42c01f
            a=control:trackID=0
            a=recvonly
            m=audio 0 RTP/AVP 8 97
            a=rtpmap:97 opus/48000/2
            """.replace("\n", "\r\n");

    @Test
    void everyLine_comesBackInOrder() throws SdpParseException {
        assertThat(SessionDescription.parse(CAMERA).format()).isEqualTo(CAMERA);
        assertThat(SessionDescription.parse(CAMERA.replace("\r\n", "\n")).format())
                .isEqualTo(CAMERA);
        assertThat(SessionDescription.parse(CAMERA.replace("\r\n", "\r")).format())
                .isEqualTo(CAMERA);
    }

    @Test
    void attributes_areFound() throws SdpParseException {
        var sdp = SessionDescription.parse(CAMERA);
        assertThat(sdp.attribute("control")).hasValue("*");
        var video = sdp.firstMedia("video").orElseThrow();
        assertThat(video.attribute("control")).hasValue("trackID=0");
        assertThat(video.hasAttribute("recvonly")).isTrue();
        assertThat(video.first('b')).hasValue("AS:4096");
        assertThat(video.rtpMap(96)).hasValue(new RtpMap(96, "H264", 90_000, 1));
        assertThat(video.fmtp(96)).hasValue("packetization-mode=1;profile-level-id=42c01f");
        var audio = sdp.firstMedia("audio").orElseThrow();
        assertThat(audio.rtpMaps()).containsExactly(new RtpMap(8, "PCMA", 8000, 1), new RtpMap(97, "opus", 48_000, 2));
        assertThat(audio.rtpMaps().getLast().format()).isEqualTo("97 opus/48000/2");
        assertThat(video.without("fmtp").with(SdpLine.attribute("mid", "0")).attribute("mid"))
                .hasValue("0");
    }

    @Test
    void damage_namesTheLine() {
        assertThatThrownBy(() -> SessionDescription.parse("")).hasMessageContaining("v=0 expected");
        assertThatThrownBy(() -> SessionDescription.parse("v=1"))
                .hasMessage("SDP line 1: v=0 expected first, found 'v=1'");
        assertThatThrownBy(() -> SessionDescription.parse("v=0\r\nhello"))
                .hasMessage("SDP line 2: <letter>=<value> expected, found 'hello'");
        assertThatThrownBy(() -> SessionDescription.parse("v=0\nm=video 99999 RTP/AVP 1"))
                .hasMessageContaining("port 0..65535 expected");
        assertThatThrownBy(() -> SessionDescription.parse("v=0\nm=video")).hasMessageContaining("found 1 fields");
    }

    @Test
    void limits_hold() {
        assertThatThrownBy(() -> SessionDescription.parse("v=0\n" + "a=b\n".repeat(2000)))
                .hasMessageContaining("at most 1024 lines");
        assertThatThrownBy(() -> SessionDescription.parse("v=0\na=" + "b".repeat(9000)))
                .hasMessageContaining("8192 characters in a line");
        assertThatThrownBy(() -> SessionDescription.parse("v=0\n" + "a".repeat(70_000)))
                .hasMessageContaining("65536 characters");
        assertThatThrownBy(() -> SessionDescription.parse("v=0\n" + "m=x 0 y 1\n".repeat(40)))
                .hasMessageContaining("32 media sections");
        assertThatThrownBy(() -> new SdpLine('a', "x\r\na=evil")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anyChange_throwsNothingElse() {
        var random = new Random(9);
        for (int i = 0; i < 50_000; i++) {
            var text = new StringBuilder(CAMERA);
            for (int k = 1 + random.nextInt(6); k > 0; k--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, (char) random.nextInt(0x3000));
                }
            }
            try {
                var sdp = SessionDescription.parse(text.toString());
                sdp.media().forEach(MediaDescription::rtpMaps);
                assertThat(SessionDescription.parse(sdp.format()).format()).isEqualTo(sdp.format());
            } catch (SdpParseException expected) {
                assertThat(expected.line()).isPositive();
            }
        }
    }
}
