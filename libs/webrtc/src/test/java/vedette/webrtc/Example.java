package vedette.webrtc;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;

/** The example of README.md; {@link ReadmeTest} compares them. */
final class Example {
    private Example() {}

    static WebRtcPeer answer(String offerSdp, String tokenFingerprint, Consumer<String> toViewer, Runnable makeIdr)
            throws IOException, OfferRejectedException {
        // begin
        WebRtcPeers peers = WebRtcPeers.create(WebRtcConfig.network("eth0")); // one per process
        WebRtcPeer peer = peers.answer(
                new ViewerOffer(
                        offerSdp,
                        Fingerprint.parse(tokenFingerprint),
                        IceOptions.of(List.of(new IceServer("stun:192.0.2.1:3478", null, null))),
                        MediaPlan.videoAndAudio("42e01f", G711.A_LAW)),
                new WebRtcPeer.Listener() {
                    @Override
                    public void localCandidate(String candidate) {
                        toViewer.accept(candidate);
                    }

                    @Override
                    public void connected(SelectedPair pair) {
                        makeIdr.run();
                    }

                    @Override
                    public void keyFrameRequested() {
                        makeIdr.run();
                    }

                    @Override
                    public void closed(WebRtcPeer.CloseReason reason) {
                        System.out.println(reason.text());
                    }
                });
        toViewer.accept(peer.answerSdp()); // with a proof over peer.localFingerprint() and peer.iceUfrag()
        // end
        return peer;
    }

    static void send(WebRtcPeer peer, AccessUnit picture, byte[] samples, long sampleTime, Instant taken) {
        peer.sendVideo(picture, taken);
        peer.sendAudio(samples, sampleTime, taken);
    }
}
