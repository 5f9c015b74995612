package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Headless Chromium plays from this peer, on one loopback port. */
class WebRtcBrowserIT {
    private static final DroppedOnPurpose LOSS = new DroppedOnPurpose();

    private static TestCamera camera;
    private static Viewer viewer;

    @BeforeAll
    static void start() throws Exception {
        WebRtcPeers peers =
                WebRtcPeers.create(WebRtcConfig.loopback(0), Clock.systemUTC(), new SecureRandom(), LOSS);
        assertThat(peers.awaitWarm(30_000)).isTrue();
        camera = new TestCamera(peers);
        viewer = new Viewer(camera);
    }

    @AfterAll
    static void stop() throws Exception {
        viewer.close();
        camera.close();
    }

    @Test
    void playsVideoAndAudioWithAProvenCertificate() throws Exception {
        String id = viewer.start(Map.of("frames", "60", "millis", "15000", "audio", "yes"));
        Map<String, String> seen = viewer.result(id);

        assertThat(seen.get("error")).isEmpty();
        assertThat(Integer.parseInt(seen.get("frames"))).isGreaterThanOrEqualTo(50);
        assertThat(Long.parseLong(seen.get("audio.bytesReceived"))).isGreaterThan(8000);
        assertThat(seen.get("srtpCipher")).isNotEmpty();
        TestCamera.Session session = camera.session(id);
        SelectedPair pair = session.connected.poll(1, TimeUnit.SECONDS);
        assertThat(pair).isNotNull();
        assertThat(pair.local().getAddress().isLoopbackAddress()).isTrue();
        assertThat(pair.isRelayed()).isFalse();
        assertThat(session.reports).hasPositiveValue();
        WebRtcPeer.CloseReason reason = session.closed.poll(5, TimeUnit.SECONDS);
        assertThat(reason).isNotNull();
        assertThat(reason.kind()).isEqualTo(WebRtcPeer.CloseReason.Kind.CLOSED_BY_VIEWER);
    }

    @Test
    void viewerThatIsTheDtlsClientPlaysToo() throws Exception {
        String id = viewer.start(Map.of("frames", "30", "millis", "15000", "audio", "no", "setup", "active"));
        Map<String, String> seen = viewer.result(id);
        assertThat(seen.get("srtpCipher")).isEqualTo("SRTP_AEAD_AES_128_GCM");
        assertThat(Integer.parseInt(seen.get("frames"))).isGreaterThanOrEqualTo(30);
        assertThat(seen.get("dtlsRole")).isEqualTo("client");
    }

    @Test
    void lostPacketsAreSentAgain() throws Exception {
        LOSS.oneIn(20);
        try {
            String id = viewer.start(Map.of("frames", "150", "millis", "15000", "audio", "no"));
            Map<String, String> seen = viewer.result(id);
            assertThat(Integer.parseInt(seen.get("frames"))).isGreaterThanOrEqualTo(100);
            assertThat(camera.session(id).estimate).hasPositiveValue();
            assertThat(camera.session(id).peer.stats().retransmissions()).isPositive();
        } finally {
            LOSS.none();
        }
    }

    @Test
    void totalLossForAMomentIsEndedByAKeyFrameOnPli() throws Exception {
        String id = viewer.start(Map.of("frames", "1000", "millis", "8000", "audio", "no"));
        TestCamera.Session session = waitForSession(id);
        assertThat(session.connected.poll(10, TimeUnit.SECONDS)).isNotNull();
        while (session.peer.stats().accessUnitsSent() < 20) {
            Thread.onSpinWait();
        }
        long before = session.peer.stats().accessUnitsSent();
        LOSS.allAndTheirCopies();
        while (session.peer.stats().accessUnitsSent() < before + 25) {
            Thread.onSpinWait();
        }
        LOSS.none();
        Map<String, String> seen = viewer.result(id);
        assertThat(session.keyFrameRequests).hasPositiveValue();
        assertThat(Integer.parseInt(seen.get("frames"))).isGreaterThan(50);
    }

    private static TestCamera.Session waitForSession(String id) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (camera.session(id) == null) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        return camera.session(id);
    }

    @Test
    void offerWithAnotherCertificateThanTheTokensIsRefusedByName() throws Exception {
        String other = Fingerprint.ofCertificate(new byte[] {1}).value();
        String id = viewer.start(Map.of("frames", "1", "millis", "3000", "audio", "no", "claim", other));
        Map<String, String> seen = viewer.result(id);
        assertThat(seen.get("frames")).isEqualTo("0");
        WebRtcPeer.CloseReason reason = camera.session(id).closed.poll(5, TimeUnit.SECONDS);
        assertThat(reason).isNotNull();
        assertThat(reason.kind()).isEqualTo(WebRtcPeer.CloseReason.Kind.WRONG_CERTIFICATE);
        assertThat(reason.text()).contains(other);
    }

    @Test
    void tenSessionsLeaveNoThreads() throws Exception {
        for (int round = 0; round < 2; round++) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ids.add(viewer.start(Map.of("frames", "5", "millis", "10000", "audio", "yes")));
                assertThat(Integer.parseInt(viewer.result(ids.getLast()).get("frames"))).isGreaterThanOrEqualTo(5);
            }
            ids.forEach(id -> camera.session(id).peer.close());
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        List<String> left = sessionThreads();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            left = sessionThreads();
        }
        assertThat(left).isEmpty();
    }

    private static List<String> sessionThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("webrtc-\\d+-.*") || name.startsWith("IceConnector"))
                .toList();
    }
}
