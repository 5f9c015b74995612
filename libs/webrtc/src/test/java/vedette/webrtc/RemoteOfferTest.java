package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vedette.rtp.g711.G711;

class RemoteOfferTest {
    @Test
    void chromiumsOffer_isReadAsAWhole() throws Exception {
        RemoteOffer offer = RemoteOffer.read(Offers.of(Offers.chromium()));

        assertThat(offer.ufrag()).isEqualTo("JFoR");
        assertThat(offer.password()).isEqualTo("McvwHViKuqqKy+VQ63G1sIfK");
        assertThat(offer.viewerIsActive()).isFalse();
        assertThat(offer.sections()).hasSize(2);
        RemoteOffer.Section.Accepted video = offer.accepted("video").orElseThrow();
        assertThat(video.mid()).isEqualTo("0");
        assertThat(video.codec().map().payloadType()).isEqualTo(108);
        assertThat(video.codec().feedback()).containsExactly("goog-remb", "ccm fir", "nack", "nack pli");
        assertThat(video.absSendTimeId()).hasValue(2);
        assertThat(offer.accepted("audio").orElseThrow().codec().map().payloadType()).isEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource
    void theStreamsOwnProfileIsChosenIfOffered(String profileLevelId, int payloadType) throws Exception {
        RemoteOffer offer = RemoteOffer.read(Offers.of(Offers.chromium(), MediaPlan.video(profileLevelId)));

        assertThat(offer.accepted("video").orElseThrow().codec().map().payloadType()).isEqualTo(payloadType);
        assertThat(offer.accepted("audio")).isEmpty();
    }

    static Stream<Arguments> theStreamsOwnProfileIsChosenIfOffered() {
        return Stream.of(
                Arguments.of("42001f", 102),
                Arguments.of("42E01F", 108),
                Arguments.of("4d0028", 116),
                Arguments.of("f40028", 41),
                // High is decoded, but not offered: the one decoded everywhere stands in.
                Arguments.of("640028", 108));
    }

    @Test
    void muLawIsFoundByItsStaticPayloadTypeToo() throws Exception {
        RemoteOffer offer = RemoteOffer.read(Offers.of(
                Offers.without("a=rtpmap:0 .*"), MediaPlan.videoAndAudio("42e01f", G711.U_LAW)));

        assertThat(offer.accepted("audio").orElseThrow().codec().map().payloadType()).isZero();
    }

    @Test
    void activeViewerIsHeard() throws Exception {
        String sdp = Offers.chromium().replace("a=setup:actpass", "a=setup:active");
        assertThat(RemoteOffer.read(Offers.of(sdp)).viewerIsActive()).isTrue();
    }

    @Test
    void candidatesWithinTheOfferAreTakenOnce() throws Exception {
        String line = "a=candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host\r\n";
        String sdp = Offers.chromium().replace("a=mid:", line + "a=mid:");
        assertThat(RemoteOffer.read(Offers.of(sdp)).candidates())
                .isEqualTo(List.of("candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host"));
    }

    @Test
    void audioThatDoesNotFitIsLeftOut_videoStays() throws Exception {
        String sdp = Offers.chromium().replaceAll("(?s)(m=audio.*)a=recvonly", "$1a=inactive");
        RemoteOffer offer = RemoteOffer.read(Offers.of(sdp));
        assertThat(offer.accepted("audio")).isEmpty();
        assertThat(offer.accepted("video")).isPresent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void badOffersAreRejectedInPlainWords(String name, String sdp, String words) {
        assertThatThrownBy(() -> RemoteOffer.read(Offers.of(sdp)))
                .isInstanceOf(OfferRejectedException.class)
                .hasMessageContaining(words);
    }

    static Stream<Arguments> badOffersAreRejectedInPlainWords() {
        String good = Offers.chromium();
        String second = "a=fingerprint:sha-256 " + Offers.OTHER;
        return Stream.of(
                Arguments.of("no fingerprint", Offers.without("a=fingerprint.*"), "names no certificate"),
                Arguments.of(
                        "a second, different fingerprint",
                        good.replaceFirst("a=setup:actpass", second + "\r\na=setup:actpass"),
                        "another certificate"),
                Arguments.of(
                        "another fingerprint",
                        good.replaceAll("a=fingerprint:.*", second),
                        "expected " + Offers.FINGERPRINT + ", found " + Offers.OTHER),
                Arguments.of(
                        "session-level fingerprint of another",
                        good.replaceFirst("a=group", second + "\r\na=group"),
                        "another certificate"),
                Arguments.of("sha-1", good.replace("sha-256", "sha-1"), "expected hash sha-256"),
                Arguments.of("no video", good.replace("m=video", "m=text"), "asks for no video"),
                Arguments.of("no H.264", good.replace("H264/90000", "VP8/90000"), "expected H264/90000"),
                Arguments.of(
                        "packetization mode 0 only",
                        good.replace("packetization-mode=1", "packetization-mode=0"),
                        "packetization-mode=1"),
                Arguments.of("no rtcp-mux", Offers.without("a=rtcp-mux"), "rtcp-mux"),
                Arguments.of("no bundle", Offers.without("a=group:.*"), "BUNDLE"),
                Arguments.of("bundle without the video", good.replace("BUNDLE 0 1", "BUNDLE 1"), "BUNDLE"),
                Arguments.of("plain RTP", good.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"), "UDP/TLS/RTP/SAVPF"),
                Arguments.of("sends only", good.replace("a=recvonly", "a=sendonly"), "does not receive"),
                Arguments.of("short ufrag", good.replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:abc"), "ice-ufrag"),
                Arguments.of("no password", Offers.without("a=ice-pwd:.*"), "ice-pwd"),
                Arguments.of("holdconn", good.replace("actpass", "holdconn"), "holdconn"),
                Arguments.of("no SDP", "hello", "no SDP"),
                Arguments.of("empty", "", "no SDP"),
                Arguments.of("oversized", good + "a=x\r\n".repeat(10_000), "too large"));
    }
}
