package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sessions that nobody answers, with real sockets on 127.0.0.1. */
class WebRtcPeersIT {
    private static final class Log implements WebRtcPeer.Listener {
        final BlockingQueue<WebRtcPeer.CloseReason> closed = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> gathered = new LinkedBlockingQueue<>();

        @Override
        public void localCandidatesDone() {
            gathered.add(true);
        }

        @Override
        public void connected(SelectedPair pair) {}

        @Override
        public void keyFrameRequested() {}

        @Override
        public void closed(WebRtcPeer.CloseReason reason) {
            closed.add(reason);
        }
    }

    @Test
    void viewerThatNeverComesEndsTheSession() throws Exception {
        WebRtcConfig config =
                WebRtcConfig.loopback(0).withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(10));
        try (WebRtcPeers peers = WebRtcPeers.create(config)) {
            Log log = new Log();
            WebRtcPeer peer = peers.answer(Offers.of(Offers.chromium()), log);

            assertThat(log.gathered.poll(5, TimeUnit.SECONDS)).isTrue();
            assertThat(peer.answerSdp())
                    .contains("a=fingerprint:sha-256 " + peers.localFingerprint())
                    .contains("a=ice-ufrag:" + peer.iceUfrag() + "\r\n")
                    .contains(" 127.0.0.1 " + peers.sharedPort().orElseThrow() + " typ host");
            WebRtcPeer.CloseReason reason = log.closed.poll(5, TimeUnit.SECONDS);
            assertThat(reason).isNotNull();
            assertThat(reason.kind()).isEqualTo(WebRtcPeer.CloseReason.Kind.NO_PATH);
            peer.close();
            assertThat(peers.sessions()).isZero();
            assertThat(log.closed).as("closed is told once").isEmpty();
        }
    }

    @Test
    void limitOfViewersIsToldAndFreedAgain() throws Exception {
        try (WebRtcPeers peers = WebRtcPeers.create(WebRtcConfig.loopback(0).withSessionsMax(1))) {
            WebRtcPeer first = peers.answer(Offers.of(Offers.chromium()), new Log());
            assertThatThrownBy(() -> peers.answer(Offers.of(Offers.chromium()), new Log()))
                    .isInstanceOf(OfferRejectedException.class)
                    .hasMessageContaining("Too many viewers");
            first.close();
            peers.answer(Offers.of(Offers.chromium()), new Log()).close();
            assertThat(peers.sessions()).isZero();
        }
    }

    @Test
    void rejectedOfferLeavesNothingOpen() throws Exception {
        try (WebRtcPeers peers = WebRtcPeers.create(WebRtcConfig.loopback(0))) {
            assertThatThrownBy(() -> peers.answer(Offers.of("v=0\r\n"), new Log()))
                    .isInstanceOf(OfferRejectedException.class);
            assertThat(peers.sessions()).isZero();
        }
    }

    @Test
    void closingThePeersClosesSessionsWithTheirReason() throws Exception {
        Log log = new Log();
        try (WebRtcPeers peers = WebRtcPeers.create(WebRtcConfig.loopback(0))) {
            peers.answer(Offers.of(Offers.chromium()), log);
        }
        WebRtcPeer.CloseReason reason = log.closed.poll(5, TimeUnit.SECONDS);
        assertThat(reason).isNotNull();
        assertThat(reason.kind()).isEqualTo(WebRtcPeer.CloseReason.Kind.CLOSED_HERE);
    }

    @Test
    void foreignTextAsCandidateIsAnErrorAndEndOfCandidatesIsNot() throws Exception {
        try (WebRtcPeers peers = WebRtcPeers.create(WebRtcConfig.loopback(0));
                WebRtcPeer peer = peers.answer(Offers.of(Offers.chromium()), new Log())) {
            peer.addRemoteCandidate("");
            peer.addRemoteCandidate("candidate:1 1 udp 2122260223 abc.local 50000 typ host");
            assertThatThrownBy(() -> peer.addRemoteCandidate("nonsense")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
