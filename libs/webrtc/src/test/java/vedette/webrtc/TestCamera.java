package vedette.webrtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.AnnexB;
import vedette.testkit.Processes;

/** A camera that loops ffmpeg's test picture at 25 pictures/s with a 440 Hz A-law tone to all viewers. */
final class TestCamera implements Viewer.Camera, AutoCloseable {
    private static final int TICKS = 3600;
    private static final int GOP = 250;
    private static final int SAMPLES = 320;

    private final WebRtcPeers peers;
    private final List<AccessUnit> pictures;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Instant start = Instant.now();
    private final AtomicLong count = new AtomicLong();
    private volatile boolean idrOnRequest = true;
    volatile List<IceServer> servers = List.of();

    /** One viewer's session and what it reported. */
    final class Session implements WebRtcPeer.Listener {
        volatile WebRtcPeer peer;
        final BlockingQueue<SelectedPair> connected = new LinkedBlockingQueue<>();
        final BlockingQueue<WebRtcPeer.CloseReason> closed = new LinkedBlockingQueue<>();
        final AtomicLong keyFrameRequests = new AtomicLong();
        final AtomicLong reports = new AtomicLong();
        final AtomicLong estimate = new AtomicLong();
        volatile long jump;
        volatile boolean wantsIdr = true;

        /** What was gathered after the answer; an empty text ends it. */
        final BlockingQueue<String> trickled = new LinkedBlockingQueue<>();

        @Override
        public void localCandidate(String candidate) {
            trickled.add(candidate);
        }

        @Override
        public void localCandidatesDone() {
            trickled.add("");
        }

        @Override
        public void connected(SelectedPair pair) {
            connected.add(pair);
        }

        @Override
        public void keyFrameRequested() {
            keyFrameRequests.incrementAndGet();
            wantsIdr = true;
        }

        @Override
        public void bandwidthEstimate(long bps) {
            estimate.set(bps);
        }

        @Override
        public void viewerReport(double lossFraction, double roundTripMillis, double jitterMillis) {
            reports.incrementAndGet();
        }

        @Override
        public void closed(WebRtcPeer.CloseReason reason) {
            closed.add(reason);
        }

        private void send(long n, Instant capture) {
            if (!peer.selectedPair().isPresent()) {
                return;
            }
            if (wantsIdr && idrOnRequest) {
                // An encoder makes an IDR at once; the loop jumps to its next one.
                jump += Math.floorMod(-(n + jump), GOP);
                wantsIdr = false;
            }
            AccessUnit picture = pictures.get(Math.floorMod(n + jump, pictures.size()));
            peer.sendVideo(new AccessUnit(n * TICKS, picture.idr(), picture.nalUnits()), capture);
            peer.sendAudio(tone(n * SAMPLES), n * SAMPLES, capture);
        }
    }

    TestCamera(WebRtcPeers peers) {
        this.peers = peers;
        pictures = pictures();
        clock.scheduleAtFixedRate(this::tick, 0, 40, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        long n = count.getAndIncrement();
        Instant capture = start.plusMillis(40 * n);
        sessions.values().forEach(session -> session.send(n, capture));
    }

    /** Whether a request for a key frame is served; if not, viewers wait for the regular one. */
    void idrOnRequest(boolean serve) {
        idrOnRequest = serve;
    }

    @Override
    public String answer(String id, String sdp, String fingerprint) throws OfferRejectedException {
        Session session = new Session();
        session.peer = peers.answer(
                new ViewerOffer(
                        sdp,
                        Fingerprint.parse(fingerprint),
                        IceOptions.of(servers),
                        MediaPlan.videoAndAudio("42e01f", G711.A_LAW)),
                session);
        sessions.put(id, session);
        return session.peer.answerSdp();
    }

    @Override
    public void candidate(String id, String line) {
        Session session = sessions.get(id);
        if (session != null) {
            session.peer.addRemoteCandidate(line);
        }
    }

    @Override
    public String nextCandidate(String id) throws InterruptedException {
        String candidate = sessions.get(id).trickled.poll(10, TimeUnit.SECONDS);
        return candidate == null ? "" : candidate;
    }

    Session session(String id) {
        return sessions.get(id);
    }

    private static byte[] tone(long first) {
        byte[] samples = new byte[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = G711.A_LAW.encode(
                    (short) (8000 * Math.sin(2 * Math.PI * 440 * (first + i) / 8000)));
        }
        return samples;
    }

    private static List<AccessUnit> pictures() {
        try {
            Path file = Files.createTempFile("vedette-testsrc", ".h264");
            try {
                Processes.run(
                        Duration.ofSeconds(60),
                        "ffmpeg",
                        "-v",
                        "error",
                        "-y",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=640x360:rate=25",
                        "-t",
                        "10",
                        "-pix_fmt",
                        "yuv420p",
                        "-c:v",
                        "libx264",
                        "-profile:v",
                        "baseline",
                        "-preset",
                        "veryfast",
                        "-b:v",
                        "1500k",
                        "-g",
                        Integer.toString(GOP),
                        "-sc_threshold",
                        "0",
                        "-f",
                        "h264",
                        file.toString());
                return AnnexB.accessUnits(Files.readAllBytes(file), TICKS);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        sessions.values().forEach(session -> session.peer.close());
        peers.close();
    }
}
