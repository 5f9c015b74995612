package vedette.webrtc;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.harvest.SinglePortUdpHarvester;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All WebRTC sessions of a process: certificate, ports, limits, and a warm-up that saves the first viewer a second.
 *
 * <p>Thread-safe. {@link #close} ends all sessions.
 */
public final class WebRtcPeers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebRtcPeers.class);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final WebRtcConfig config;
    private final Clock clock;
    private final SecureRandom random;
    private final DtlsIdentity identity;
    private final JcaTlsCrypto crypto;
    private final Predicate<byte[]> loss;
    private final @Nullable SinglePortUdpHarvester sharedPort;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<PeerSession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch warm = new CountDownLatch(1);
    private volatile boolean closed;

    /**
     * Opens the shared port if there is one, makes a certificate and begins to warm up in the background.
     *
     * @throws IOException if the shared port cannot be bound
     */
    public static WebRtcPeers create(WebRtcConfig config) throws IOException {
        return new WebRtcPeers(config, Clock.systemUTC(), new SecureRandom(), packet -> false);
    }

    /** The same with another clock and, for tests, packets that are lost on purpose. */
    static WebRtcPeers create(WebRtcConfig config, Clock clock, SecureRandom random, Predicate<byte[]> loss)
            throws IOException {
        return new WebRtcPeers(config, clock, random, loss);
    }

    private WebRtcPeers(WebRtcConfig config, Clock clock, SecureRandom random, Predicate<byte[]> loss)
            throws IOException {
        Ice4jSettings.apply(config);
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.loss = loss;
        identity = DtlsIdentity.generate(random, clock.instant());
        crypto = new JcaTlsCryptoProvider().create(random);
        sharedPort = config.loopback().isPresent()
                ? new SinglePortUdpHarvester(
                        new TransportAddress(config.loopback().get(), Transport.UDP))
                : null;
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "webrtc-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        Thread warmUp = new Thread(this::warmUp, "webrtc-warm-up");
        warmUp.setDaemon(true);
        warmUp.start();
    }

    /** Loads and compiles what a session needs, by one that nobody answers. */
    private void warmUp() {
        try {
            WarmUp.run(sharedPort, identity, crypto, random);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | OfferRejectedException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("WebRTC warm-up failed; the first session will tell why");
        } finally {
            warm.countDown();
        }
    }

    /** Waits until the warm-up is over, for tests and measurements. */
    boolean awaitWarm(long timeoutMillis) throws InterruptedException {
        return warm.await(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** This process's DTLS certificate. */
    public Fingerprint localFingerprint() {
        return identity.fingerprint();
    }

    /** The shared UDP port if there is one. */
    public Optional<Integer> sharedPort() {
        return Optional.ofNullable(sharedPort).map(port -> port.getLocalAddress().getPort());
    }

    /** Open sessions. */
    public int sessions() {
        return open.get();
    }

    /**
     * Answers a viewer. The answer holds the host candidates; others follow by {@link WebRtcPeer.Listener#localCandidate}.
     *
     * @throws OfferRejectedException if the offer cannot or must not be answered; nothing is left open then
     */
    public WebRtcPeer answer(ViewerOffer viewerOffer, WebRtcPeer.Listener listener) throws OfferRejectedException {
        RemoteOffer offer = RemoteOffer.read(viewerOffer);
        if (closed) {
            throw new OfferRejectedException("The camera is shutting down.");
        }
        if (open.incrementAndGet() > config.sessionsMax()) {
            open.decrementAndGet();
            throw new OfferRejectedException(
                    "Too many viewers: at most " + config.sessionsMax() + " at a time on this camera.");
        }
        PeerSession session;
        try {
            session = open(viewerOffer, offer, listener);
        } catch (IOException e) {
            open.decrementAndGet();
            throw new OfferRejectedException("The camera cannot open a media port: " + e.getMessage() + ".");
        } catch (RuntimeException e) {
            open.decrementAndGet();
            throw e;
        }
        session.start();
        return session;
    }

    private PeerSession open(ViewerOffer viewerOffer, RemoteOffer offer, WebRtcPeer.Listener listener)
            throws IOException {
        var threads = new SessionThreads("webrtc-" + NUMBERS.incrementAndGet(), timer);
        var around =
                new SessionSurroundings(config, identity, threads, clock, crypto, loss, this::release);
        IceOptions ice = viewerOffer.ice();
        PeerSession session = new PeerSession(
                around,
                listener,
                viewerOffer,
                offer,
                events -> new IceTransport(sharedPort, ice, offer.ufrag(), offer.password(), events),
                SessionIds.draw(random));
        sessions.add(session);
        return session;
    }

    private void release(PeerSession session) {
        if (sessions.remove(session)) {
            open.decrementAndGet();
        }
    }

    /** Ends all sessions and frees the shared port. */
    @Override
    public void close() {
        closed = true;
        sessions.forEach(PeerSession::close);
        timer.shutdownNow();
        if (sharedPort != null) {
            sharedPort.close();
        }
    }
}
