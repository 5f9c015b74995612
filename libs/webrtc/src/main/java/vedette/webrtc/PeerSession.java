package vedette.webrtc;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.rtp.Rtcp;
import vedette.rtp.RtpPacket;
import vedette.rtp.RtpParseException;
import vedette.rtp.h264.AccessUnit;

/**
 * A session: ICE, then DTLS, then media. Three threads of its own: one receives and demultiplexes (RFC 7983), one does
 * the DTLS handshake and then waits for its end, one paces the video. Reports and the watchdog run on the shared timer,
 * the listener on the session's event thread.
 */
final class PeerSession implements WebRtcPeer, IceTransport.Events, DtlsEvents, ViewerFeedback.Actions {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);

    /** How long {@link #close} waits for the threads, ms. */
    private static final long CLOSE_WAIT_MILLIS = 3000;

    /** One wait of the DTLS thread for the next record, ms; the end arrives as an alert, not by this. */
    private static final int DTLS_POLL_MILLIS = 1000;

    /** How much longer a relayed session takes to begin so that one that can be direct is direct from its first byte on. */
    private static final int DIRECT_PATIENCE_MILLIS = 1000;

    /** How long nothing is left to try before the session gives up: the viewer's own checks may still come from an address it hides. */
    private static final int HOPELESS_SECONDS_MAX = 8;

    private final SessionSurroundings around;
    private final Listener listener;
    private final Fingerprint viewerFingerprint;
    private final RemoteOffer offer;
    private final IceTransport ice;
    private final DtlsDatagrams datagrams;
    private final RtpStream video;
    private final Optional<RtpStream> audio;
    private final String answer;
    private final VideoOutput videoOutput = new VideoOutput();
    private final ViewerFeedback feedback;
    private final ViewerWatchdog watchdog;
    private final AtomicReference<@Nullable CloseReason> closeReason = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong malformed = new AtomicLong();
    private volatile @Nullable SrtpTransform srtp;
    private volatile @Nullable MediaSender sender;
    private volatile @Nullable DTLSTransport dtls;
    private volatile boolean connected;
    private volatile @Nullable SelectedPair path;
    private int hopelessSeconds;
    private final AtomicBoolean heard = new AtomicBoolean();
    private final AtomicBoolean audioBegun = new AtomicBoolean();

    PeerSession(
            SessionSurroundings around,
            Listener listener,
            ViewerOffer viewerOffer,
            RemoteOffer offer,
            IceFactory iceFactory,
            SessionIds ids)
            throws IOException {
        this.around = around;
        this.listener = listener;
        this.offer = offer;
        this.viewerFingerprint = viewerOffer.viewerFingerprint();
        ice = iceFactory.create(this);
        datagrams = new DtlsDatagrams(ice::send);
        video = new RtpStream(offer.accepted("video").orElseThrow(), ids.videoSsrc(), ids.cname(), ids.random());
        audio = offer.accepted("audio")
                .map(section -> new RtpStream(section, ids.audioSsrc(), ids.cname(), ids.random()));
        feedback = new ViewerFeedback(video.ssrc(), video.clockRateHz(), this);
        watchdog = new ViewerWatchdog(around.config().viewerSilenceMax().toNanos(), System.nanoTime());
        offer.candidates().forEach(this::addOffered);
        answer = new SdpAnswer(
                        ids.sessionId(),
                        offer,
                        ice.localUfrag(),
                        ice.localPassword(),
                        around.identity().fingerprint(),
                        ids.cname(),
                        ids.videoSsrc(),
                        ids.audioSsrc(),
                        ice.localCandidates())
                .format();
    }

    /** Makes the ICE transport with the session as its listener. */
    interface IceFactory {
        IceTransport create(IceTransport.Events events) throws IOException;
    }

    private void addOffered(String candidate) {
        try {
            ice.addRemoteCandidate(candidate);
        } catch (IllegalArgumentException e) {
            malformed.incrementAndGet();
        }
    }

    /** Starts checks and threads. */
    void start() {
        ice.start();
        around.threads().run("receive", () -> ice.receive(this::onDatagram));
        around.threads().run("dtls", this::secure);
        around.threads().run("gather", ice::gather);
        around.threads().every(Duration.ofSeconds(1), this::tick);
    }

    // ---- ICE ----

    @Override
    public void localCandidate(String line) {
        tell(() -> listener.localCandidate(line));
    }

    @Override
    public void localCandidatesDone() {
        tell(listener::localCandidatesDone);
    }

    @Override
    public void failed() {
        end(
                CloseReason.Kind.NO_PATH,
                "No path between camera and viewer works: all candidate pairs failed. A TURN server would help.");
    }

    private void onDatagram(byte[] datagram) {
        if (datagram.length == 0) {
            return;
        }
        int first = datagram[0] & 0xFF;
        if (first >= 20 && first <= 63) {
            datagrams.offer(datagram);
        } else if (first >= 128 && first <= 191 && datagram.length > 1) {
            SrtpTransform transform = srtp;
            if (transform != null && RtpPacket.isRtcp(datagram[1])) {
                onRtcp(transform, datagram);
            }
        }
    }

    private void onRtcp(SrtpTransform transform, byte[] datagram) {
        Optional<byte[]> plain = transform.openRtcp(datagram);
        if (plain.isEmpty()) {
            malformed.incrementAndGet();
            return;
        }
        watchdog.heard(System.nanoTime());
        if (heard.compareAndSet(false, true)) {
            tell(listener::viewerHeard);
        }
        try {
            feedback.handle(Rtcp.parse(plain.get()), around.clock().instant());
        } catch (RtpParseException e) {
            malformed.incrementAndGet();
        }
    }

    // ---- DTLS ----

    private void secure() {
        try {
            long timeoutMillis = around.config().connectTimeout().toMillis();
            // The server may begin at once; the client needs a pair to send on.
            if (!offer.viewerIsActive() && !ice.awaitPath(timeoutMillis, DIRECT_PATIENCE_MILLIS)) {
                end(
                        CloseReason.Kind.NO_PATH,
                        "No path between camera and viewer was found within " + timeoutMillis / 1000 + " s.");
                return;
            }
            DtlsPeer peer = new DtlsPeer(around.crypto(), around.identity(), viewerFingerprint, this);
            DTLSTransport transport = offer.viewerIsActive()
                    ? new DTLSServerProtocol().accept(new DtlsServer(peer), datagrams)
                    : new DTLSClientProtocol().connect(new DtlsClient(peer), datagrams);
            dtls = transport;
            onSecured();
            byte[] ignored = new byte[transport.getReceiveLimit()];
            while (!isClosing()) {
                transport.receive(ignored, 0, ignored.length, DTLS_POLL_MILLIS);
            }
        } catch (IOException e) {
            if (connected) {
                end(CloseReason.Kind.CLOSED_BY_VIEWER, "The viewer broke off: " + e.getMessage() + ".");
            } else if (!ice.isNominated()) {
                failed();
            } else {
                end(CloseReason.Kind.HANDSHAKE_FAILED, "DTLS with the viewer failed: " + e.getMessage() + ".");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(CloseReason.Kind.CLOSED_HERE, "The session was interrupted.");
        }
    }

    @Override
    public void keys(SrtpKeys keys) {
        SrtpTransform transform = new SrtpTransform(keys);
        srtp = transform;
        sender = new MediaSender(video, audio, transform, packet -> around.loss().test(packet) || wire(packet));
    }

    private boolean wire(byte[] packet) {
        return ice.send(packet, 0, packet.length);
    }

    private void onSecured() throws InterruptedException {
        ice.awaitNomination(around.config().connectTimeout().toMillis());
        Optional<SelectedPair> pair = ice.selectedPair();
        if (isClosing() || pair.isEmpty()) {
            return;
        }
        watchdog.heard(System.nanoTime());
        MediaSender media = Objects.requireNonNull(sender, "keys come before the handshake's end");
        around.threads().run("pacer", () -> videoOutput.run(media, this::isClosing));
        connected = true;
        path = pair.get();
        LOG.atInfo()
                .addKeyValue("local", pair.get().local())
                .addKeyValue("remote", pair.get().remote())
                .log("WebRTC session connected");
        tell(() -> listener.connected(pair.get()));
    }

    @Override
    public void wrongCertificate(Fingerprint expected, Fingerprint found) {
        end(
                CloseReason.Kind.WRONG_CERTIFICATE,
                "The viewer's DTLS certificate is not the one that the play token was issued for: expected " + expected
                        + ", found " + found + ".");
    }

    @Override
    public void closedByViewer() {
        end(CloseReason.Kind.CLOSED_BY_VIEWER, "The viewer closed the connection.");
    }

    // ---- media ----

    @Override
    public void sendVideo(AccessUnit accessUnit, Instant captureTime) {
        if (!connected || isClosing()) {
            videoOutput.skip(accessUnit);
        } else if (!videoOutput.offer(accessUnit, captureTime)) {
            tell(listener::keyFrameRequested);
        }
    }

    @Override
    public void sendAudio(byte[] g711, long rtpTimestamp, Instant captureTime) {
        MediaSender media = sender;
        boolean fits = g711.length > 0 && g711.length <= VideoPackets.PAYLOAD_BYTES_MAX;
        if (connected && !isClosing() && media != null && fits) {
            // The marker begins a talkspurt (RFC 3551 §4.1).
            boolean first = audioBegun.compareAndSet(false, true);
            media.sendAudio(g711, first, rtpTimestamp, captureTime, System.nanoTime());
        }
    }

    private void tick() {
        long now = System.nanoTime();
        boolean gone = watchdog.isGone(now);
        MediaSender media = sender;
        if (!connected || media == null) {
            hopelessSeconds = ice.isHopeless() ? hopelessSeconds + 1 : 0;
            if (hopelessSeconds >= HOPELESS_SECONDS_MAX) {
                failed();
            }
            return;
        }
        if (gone) {
            end(
                    CloseReason.Kind.VIEWER_SILENT,
                    "The viewer has been silent for more than "
                            + around.config().viewerSilenceMax().toSeconds() + " s.");
            return;
        }
        media.report(around.clock().instant());
        watchPath();
    }

    private void watchPath() {
        Optional<SelectedPair> now = ice.selectedPair();
        if (now.isPresent() && !now.get().equals(path)) {
            path = now.get();
            tell(() -> listener.pathChanged(now.get()));
        }
    }

    // ---- feedback ----

    @Override
    public void retransmit(long mediaSsrc, List<Integer> sequenceNumbers) {
        MediaSender media = sender;
        if (media != null) {
            media.retransmit(mediaSsrc, sequenceNumbers, System.nanoTime());
        }
    }

    @Override
    public void keyFrameRequested() {
        tell(listener::keyFrameRequested);
    }

    @Override
    public void bandwidthEstimate(long bps) {
        videoOutput.estimate(bps);
        tell(() -> listener.bandwidthEstimate(bps));
    }

    @Override
    public void viewerReport(double lossFraction, double roundTripMillis, double jitterMillis) {
        tell(() -> listener.viewerReport(lossFraction, roundTripMillis, jitterMillis));
    }

    @Override
    public void bye() {
        end(CloseReason.Kind.CLOSED_BY_VIEWER, "The viewer said goodbye (RTCP BYE).");
    }

    // ---- the rest of the API ----

    @Override
    public String answerSdp() {
        return answer;
    }

    @Override
    public Fingerprint localFingerprint() {
        return around.identity().fingerprint();
    }

    @Override
    public String iceUfrag() {
        return ice.localUfrag();
    }

    @Override
    public boolean hasAudio() {
        return audio.isPresent();
    }

    @Override
    public void addRemoteCandidate(String candidate) {
        if (candidate.isBlank()) {
            ice.remoteCandidatesDone();
        } else if (!isClosing()) {
            ice.addRemoteCandidate(candidate);
        }
    }

    @Override
    public Optional<SelectedPair> selectedPair() {
        return connected ? ice.selectedPair() : Optional.empty();
    }

    @Override
    public WebRtcStats stats() {
        MediaSender media = sender;
        MediaSender.Counters sent = media == null ? MediaSender.Counters.ZERO : media.counters();
        return new WebRtcStats(
                sent.packets(),
                sent.bytes(),
                sent.audioBytes(),
                videoOutput.sent(),
                videoOutput.dropped(),
                sent.retransmissions(),
                sent.nacksUnanswered(),
                feedback.keyFrameRequests(),
                malformed.get(),
                feedback.lossFraction(),
                feedback.roundTripMillis(),
                feedback.jitterMillis(),
                feedback.bandwidthBps());
    }

    private void tell(Runnable event) {
        if (!around.threads().tell(event)) {
            LOG.atDebug().log("Event after the end of a WebRTC session, or too many at once: dropped");
        }
    }

    private boolean isClosing() {
        return closeReason.get() != null;
    }

    @Override
    public void close() {
        end(CloseReason.Kind.CLOSED_HERE, "Closed by the camera.");
        if (around.threads().isOwn(Thread.currentThread())) {
            return; // A listener closes: waiting for its own thread would never end.
        }
        try {
            if (!closed.await(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("WebRTC session took longer than 3 s to close");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the session once; the first reason counts. The work is done elsewhere, as any thread of it may call. */
    private void end(CloseReason.Kind kind, String text) {
        CloseReason reason = new CloseReason(kind, text);
        if (closeReason.compareAndSet(null, reason)) {
            around.threads().finish(() -> teardown(reason));
        }
    }

    private void teardown(CloseReason reason) {
        LOG.atInfo().addKeyValue("kind", reason.kind()).log("WebRTC session closed: {}", reason.text());
        try {
            MediaSender media = sender;
            if (connected && media != null) {
                media.goodbye();
            }
            DTLSTransport transport = dtls;
            if (transport != null) {
                transport.close();
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("close_notify could not be sent");
        } finally {
            datagrams.close();
            ice.close();
            SrtpTransform transform = srtp;
            if (transform != null) {
                transform.close();
            }
            videoOutput.wake();
            if (!around.threads().tell(() -> listener.closed(reason))) {
                listener.closed(reason); // A stuck listener is told all the same, out of its order.
            }
            around.onClosed().accept(this);
            closed.countDown();
        }
    }
}
