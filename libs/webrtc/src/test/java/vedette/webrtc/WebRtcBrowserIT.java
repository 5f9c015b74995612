package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Headless Chromium plays from this peer, on one loopback port; with {@code -Dvedette.test.webrtc.interface=veth0} on a
 * port per session of that interface, which wants a network namespace of its own.
 */
class WebRtcBrowserIT {
    private static final DroppedOnPurpose LOSS = new DroppedOnPurpose();

    private static TestCamera camera;
    private static Viewer viewer;

    @BeforeAll
    static void start() throws Exception {
        String networkInterface = System.getProperty("vedette.test.webrtc.interface");
        WebRtcConfig config =
                networkInterface == null ? WebRtcConfig.loopback(0) : WebRtcConfig.network(networkInterface);
        WebRtcPeers peers =
                WebRtcPeers.create(config, Clock.systemUTC(), new SecureRandom(), LOSS);
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
        assertThat(pair.isLocalNetwork()).isTrue();
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
        TestCamera.Session session = waitForSession(camera, id);
        assertThat(session.connected.poll(10, TimeUnit.SECONDS)).isNotNull();
        await(() -> session.peer.stats().accessUnitsSent() >= 20);
        long before = session.peer.stats().accessUnitsSent();
        LOSS.allAndTheirCopies();
        await(() -> session.peer.stats().accessUnitsSent() >= before + 25);
        LOSS.none();
        Map<String, String> seen = viewer.result(id);
        assertThat(session.keyFrameRequests).hasPositiveValue();
        assertThat(Integer.parseInt(seen.get("frames"))).isGreaterThan(50);
    }

    private static TestCamera.Session waitForSession(TestCamera camera, String id) {
        await(() -> camera.session(id) != null);
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
    void nineTilesPlayAtOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ids.add(viewer.start(Map.of("frames", "25", "millis", "20000", "audio", "no", "parallel", "yes")));
        }
        for (String id : ids) {
            Map<String, String> seen = viewer.result(id);
            assertThat(seen.get("error")).isEmpty();
            assertThat(Integer.parseInt(seen.get("frames"))).isGreaterThanOrEqualTo(25);
        }
    }

    @Test
    void vanishedViewerIsNoticedByItsSilence() throws Exception {
        WebRtcConfig config = WebRtcConfig.loopback(0).withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(3));
        try (TestCamera other = new TestCamera(WebRtcPeers.create(config));
                Viewer mortal = new Viewer(other)) {
            String id = mortal.start(Map.of("frames", "10000", "millis", "60000", "audio", "no"));
            TestCamera.Session session = waitForSession(other, id);
            assertThat(session.connected.poll(20, TimeUnit.SECONDS)).isNotNull();
            await(() -> session.peer.stats().accessUnitsSent() >= 50);
            mortal.kill();
            WebRtcPeer.CloseReason reason = session.closed.poll(15, TimeUnit.SECONDS);
            assertThat(reason).isNotNull();
            assertThat(reason.kind()).isEqualTo(WebRtcPeer.CloseReason.Kind.VIEWER_SILENT);
        }
    }

    @Test
    void tenSessionsLeaveNoThreads() throws Exception {
        playFive(); // Pools of ice4j grow once.
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        playFive();
        playFive();
        await(() -> threadsSince(before).isEmpty());
        assertThat(threadsSince(before)).isEmpty();
    }

    /** Looks every 10 ms, for 20 s at most. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void playFive() throws Exception {
        for (int i = 0; i < 5; i++) {
            String id = viewer.start(Map.of("frames", "5", "millis", "10000", "audio", "yes"));
            assertThat(Integer.parseInt(viewer.result(id).get("frames"))).isGreaterThanOrEqualTo(5);
            camera.session(id).peer.close();
        }
    }

    /** Threads of sessions, all others of ice4j than its process-wide pools, and unnamed ones. */
    private static List<String> threadsSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.matches("ice4j\\..*-pool-.*|ForkJoinPool.*|VirtualThread.*|HTTP-.*|process reaper.*|.*Poller.*"))
                .toList();
    }
}
