package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import vedette.rtp.g711.G711;

class SdpAnswerTest {
    private static String answer(String sdp, MediaPlan plan) throws OfferRejectedException {
        RemoteOffer offer = RemoteOffer.read(Offers.of(sdp, plan));
        return new SdpAnswer(
                        42,
                        offer,
                        "ufrag",
                        "password",
                        Offers.OTHER,
                        "cname",
                        4_000_000_000L,
                        7,
                        List.of("candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host"))
                .format();
    }

    @Test
    void answerToChromium_videoAndAudio() throws Exception {
        assertThat(answer(Offers.chromium(), MediaPlan.videoAndAudio("42e01f", G711.A_LAW)))
                .isEqualTo(
                        """
                        v=0
                        o=- 42 2 IN IP4 127.0.0.1
                        s=-
                        t=0 0
                        a=group:BUNDLE 0 1
                        a=ice-options:trickle
                        a=msid-semantic: WMS vedette
                        m=video 9 UDP/TLS/RTP/SAVPF 108
                        c=IN IP4 0.0.0.0
                        a=rtcp:9 IN IP4 0.0.0.0
                        a=candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host
                        a=ice-ufrag:ufrag
                        a=ice-pwd:password
                        a=ice-options:trickle
                        a=fingerprint:sha-256 %1$s
                        a=setup:active
                        a=mid:0
                        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
                        a=sendonly
                        a=msid:vedette video
                        a=rtcp-mux
                        a=rtcp-rsize
                        a=rtpmap:108 H264/90000
                        a=rtcp-fb:108 goog-remb
                        a=rtcp-fb:108 ccm fir
                        a=rtcp-fb:108 nack
                        a=rtcp-fb:108 nack pli
                        a=fmtp:108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
                        a=ssrc:4000000000 cname:cname
                        a=ssrc:4000000000 msid:vedette video
                        m=audio 9 UDP/TLS/RTP/SAVPF 8
                        c=IN IP4 0.0.0.0
                        a=rtcp:9 IN IP4 0.0.0.0
                        a=ice-ufrag:ufrag
                        a=ice-pwd:password
                        a=ice-options:trickle
                        a=fingerprint:sha-256 %1$s
                        a=setup:active
                        a=mid:1
                        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
                        a=sendonly
                        a=msid:vedette audio
                        a=rtcp-mux
                        a=rtcp-rsize
                        a=rtpmap:8 PCMA/8000
                        a=ssrc:7 cname:cname
                        a=ssrc:7 msid:vedette audio
                        """
                                .formatted(Offers.OTHER)
                                .replace("\n", "\r\n"));
    }

    @Test
    void refusedSectionsKeepTheirPlaceAndAreOutsideTheBundle() throws Exception {
        String sdp = Offers.chromium()
                + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\na=sctp-port:5000\r\n";
        String answer = answer(sdp, MediaPlan.video("42e01f"));

        assertThat(answer).contains("a=group:BUNDLE 0\r\n");
        assertThat(answer).contains("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=inactive\r\n");
        assertThat(answer).endsWith(
                "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:2\r\na=inactive\r\n");
    }

    @Test
    void activeViewerGetsAPassivePeer() throws Exception {
        String sdp = Offers.chromium().replace("a=setup:actpass", "a=setup:active");
        assertThat(answer(sdp, MediaPlan.video("42e01f"))).contains("a=setup:passive").doesNotContain("a=setup:active");
    }

    @Test
    void transportCcIsNeverAnswered_soThatBrowsersSendRemb() throws Exception {
        assertThat(answer(Offers.chromium(), MediaPlan.video("42e01f")))
                .doesNotContain("transport-cc")
                .doesNotContain("transport-wide");
    }
}
