package vedette.webrtc;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.Candidate;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidatePairState;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RelayedCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.SinglePortUdpHarvester;
import org.ice4j.stack.TransactionID;
import org.ice4j.util.Buffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.jspecify.annotations.Nullable;

/**
 * One ICE session over ice4j: a controlled full agent with one stream and one component (RFC 8445), trickling both ways
 * (RFC 8838).
 *
 * <p>Two paths of ice4j must not be taken. Keep-alive strategy {@code SELECTED_ONLY} answers 403 to checks on other
 * pairs three seconds after completion and so kills the session when a browser changes its mind. And
 * {@code component.getSocket().send} follows the last datagram from anywhere: one junk packet stops the stream.
 *
 * <p>Thread-safe; {@link #receive} belongs to one thread.
 */
final class IceTransport implements AutoCloseable {
    /** Remote candidates taken in one session; browsers send fewer than twenty. */
    static final int REMOTE_CANDIDATES_MAX = 64;

    /** Where TURN servers open relayed addresses by default; only asked when viewer and relay share one host. */
    private static final int RELAY_PORT_MIN = 49_160;

    private static final int RELAY_PORT_MAX = 49_415;

    /** Punching takes an answer of a STUN server, an exchange of candidates and a round trip or two. */
    static final long HEAD_START_MILLIS = 500;

    /** Never sent to. */
    private static final int DISCARD_PORT = 9;

    /** How often the pairs are looked at while one is waited for. */
    private static final long PAIR_LOOK_MILLIS = 50;

    /** Largest datagram read, bytes: an Ethernet frame's payload and some. */
    private static final int DATAGRAM_MAX = 2048;

    /** What the session learns from the agent; called on ice4j's threads. */
    interface Events {
        void localCandidate(String line);

        void localCandidatesDone();

        /** No candidate pair works, or none is left. */
        void failed();
    }

    private final Agent agent;
    private final IceGatherer gatherer;
    private final IceMediaStream stream;
    private final Component component;
    private final boolean loopbackOnly;
    private final Events events;
    private final CountDownLatch nominated = new CountDownLatch(1);
    private final Semaphore pairChanges = new Semaphore(0);
    private final Object remoteLock = new Object();
    private int remoteCandidates;
    private volatile @Nullable SocketAddress lastHeard;
    private volatile @Nullable CandidatePair guardPair;
    private final HeadStart headStart;
    private volatile boolean gathered;
    private volatile boolean remoteDone;
    private volatile boolean closed;

    /**
     * Gathers host candidates, which is quick; others follow by {@link #gather}.
     *
     * @throws IOException if no candidate at all can be opened
     */
    IceTransport(
            @Nullable SinglePortUdpHarvester sharedPort,
            IceOptions options,
            String remoteUfrag,
            String remotePassword,
            Events events)
            throws IOException {
        this.events = events;
        this.loopbackOnly = sharedPort != null;
        headStart = new HeadStart(
                loopbackOnly || options.udpBlocked() ? 0 : HEAD_START_MILLIS, () -> closed || isNominated());
        agent = new Agent(new LoggerImpl("org.ice4j.session"));
        agent.setControlling(false); // The offerer is the full agent that controls (RFC 8445 §6.1.1).
        agent.setTrickling(true);
        if (sharedPort != null) {
            agent.setUseDynamicPorts(false);
            agent.addCandidateHarvester(sharedPort);
        } else {
            agent.setUseDynamicPorts(true);
        }
        try {
            stream = agent.createMediaStream("media");
            stream.setRemoteUfrag(remoteUfrag);
            stream.setRemotePassword(remotePassword);
            component = agent.createComponent(stream, KeepAliveStrategy.ALL_SUCCEEDED, true);
            component.setBufferCallback(buffer -> {});
            if (component.getLocalCandidateCount() == 0) {
                throw new IOException("no network interface gave a host candidate; check the allowed interfaces");
            }
        } catch (IOException | RuntimeException e) {
            agent.free();
            throw e;
        }
        gatherer = new IceGatherer(
                loopbackOnly ? IceOptions.NONE : options, component, this::onLocalCandidates);
        agent.addStateChangeListener(change -> {
            if (Agent.PROPERTY_ICE_PROCESSING_STATE.equals(change.getPropertyName())) {
                onState((IceProcessingState) change.getNewValue());
            }
        });
        stream.addPairChangeListener(change -> {
            if (IceMediaStream.PROPERTY_PAIR_NOMINATED.equals(change.getPropertyName())) {
                nominated.countDown();
            }
            pairChanges.release();
        });
    }

    String localUfrag() {
        return agent.getLocalUfrag();
    }

    String localPassword() {
        return agent.getLocalPassword();
    }

    /** The candidates known so far, for the answer. */
    List<String> localCandidates() {
        return component.getLocalCandidates().stream().map(IceTransport::format).toList();
    }

    /** Starts the checks, which is legal without any remote candidate. */
    void start() {
        headStart.begin();
        agent.startConnectivityEstablishment();
        keepOpen();
    }

    /**
     * ice4j fails for good five seconds after all pairs known by then have failed, even while a relayed candidate of either side, which takes
     * longer, is being checked. A pair that is forever in progress prevents that; the first nomination removes it, {@link #isHopeless} and
     * the session's time limit take the place of that failure.
     */
    private void keepOpen() {
        RemoteCandidate nobody = new RemoteCandidate(
                new TransportAddress("0.0.0.0", DISCARD_PORT, Transport.UDP),
                component,
                CandidateType.HOST_CANDIDATE,
                "0",
                1,
                null);
        CandidatePair guard = new CandidatePair(component.getLocalCandidates().getFirst(), nobody);
        guard.setStateInProgress(TransactionID.createNewTransactionID());
        guardPair = guard;
        var checkList = stream.getCheckList();
        synchronized (checkList) {
            if (component.getSelectedPair() == null) {
                checkList.add(guard);
            }
        }
    }

    /** Asks one STUN server at once, for the warm-up. */
    void harvest(TransportAddress server) {
        Harvesters.stun(server).run(component);
    }

    /** Whether nothing is left to try: both sides have told all their candidates, and no pair works or waits. */
    boolean isHopeless() {
        if (!gathered || !remoteDone || component.getSelectedPair() != null) {
            return false;
        }
        var checkList = stream.getCheckList();
        synchronized (checkList) {
            return checkList.stream()
                    .allMatch(pair -> pair == guardPair || pair.getState() == CandidatePairState.FAILED);
        }
    }

    /** The viewer has no more candidates. */
    void remoteCandidatesDone() {
        remoteDone = true;
    }

    /** Gathers server-reflexive and relayed candidates; blocks for seconds if a name or a server does not answer. */
    void gather() {
        try {
            gatherer.run();
            headStart.awaitAll(); // The end of candidates comes behind the last one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gathered = true;
        if (!closed) {
            events.localCandidatesDone();
        }
    }

    private void onLocalCandidates(Collection<LocalCandidate> candidates) {
        Map<Boolean, List<LocalCandidate>> relayed = candidates.stream()
                .collect(Collectors.partitioningBy(
                        candidate -> candidate.getType() == CandidateType.RELAYED_CANDIDATE));
        announce(relayed.get(false));
        if (!relayed.get(true).isEmpty()) {
            headStart.after(() -> announce(relayed.get(true)));
        }
    }

    private void announce(List<LocalCandidate> candidates) {
        for (LocalCandidate candidate : candidates) {
            if (closed) {
                return;
            }
            events.localCandidate(format(candidate));
            pairWithKnownRemotes(candidate);
        }
    }

    /**
     * ice4j pairs late remote candidates with all local ones, but not late local candidates with the remote ones it has.
     * Only a relayed candidate needs it: the others send from their base, which is paired already (RFC 8445 §6.1.2.4).
     */
    private void pairWithKnownRemotes(LocalCandidate local) {
        if (local.getType() != CandidateType.RELAYED_CANDIDATE) {
            return;
        }
        synchronized (remoteLock) {
            var checkList = stream.getCheckList();
            synchronized (checkList) {
                for (RemoteCandidate remote : component.getRemoteCandidates()) {
                    if (local.canReach(remote) && checkList.findPairMatching(local, remote) == null) {
                        CandidatePair pair = new CandidatePair(local, remote);
                        pair.setStateWaiting();
                        checkList.add(pair);
                    }
                }
            }
        }
    }

    /**
     * Adds a candidate of the viewer.
     *
     * @return false if it was of no use or one too many
     * @throws IllegalArgumentException if it is no candidate line
     */
    boolean addRemoteCandidate(String line) {
        Optional<IceCandidateLine> parsed = IceCandidateLine.parse(line, loopbackOnly);
        if (parsed.isEmpty()) {
            return false;
        }
        IceCandidateLine candidate = parsed.get();
        synchronized (remoteLock) {
            if (closed || remoteCandidates >= REMOTE_CANDIDATES_MAX) {
                return false;
            }
            remoteCandidates++;
        }
        if (candidate.type().equals("relay")) {
            headStart.after(() -> add(candidate));
        } else {
            add(candidate);
        }
        return true;
    }

    private void add(IceCandidateLine candidate) {
        synchronized (remoteLock) {
            if (closed) {
                return;
            }
            RemoteCandidate remote = new RemoteCandidate(
                    new TransportAddress(
                            candidate.address().getAddress(), candidate.address().getPort(), Transport.UDP),
                    component,
                    CandidateType.parse(candidate.type()),
                    candidate.foundation(),
                    candidate.priority(),
                    null);
            if (agent.isStarted()) {
                component.addUpdateRemoteCandidates(remote);
                component.updateRemoteCandidates();
            } else {
                component.addRemoteCandidate(remote);
            }
        }
    }

    boolean isNominated() {
        return component.getSelectedPair() != null;
    }

    /** Waits until the viewer has nominated a pair. */
    boolean awaitNomination(long timeoutMillis) throws InterruptedException {
        return nominated.await(timeoutMillis, TimeUnit.MILLISECONDS) && !closed;
    }

    /**
     * Waits until the viewer has nominated a pair; if that one is relayed, then up to {@code patienceMillis} more for a direct one, and
     * sends there. A hole needs a packet from either side and so often comes a moment after the relay, which then carries nothing.
     */
    boolean awaitPath(long timeoutMillis, long patienceMillis) throws InterruptedException {
        if (!awaitNomination(timeoutMillis)) {
            return false;
        }
        CandidatePair selected = component.getSelectedPair();
        if (selected == null || !isRelayed(selected)) {
            return true;
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        while (!closed && lastHeard == null) {
            Optional<CandidatePair> direct = direct();
            if (direct.isPresent()) {
                follow(direct.get().getRemoteCandidate().getTransportAddress());
                break;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            pairChanges.drainPermits();
            // Some changes are not told: look again soon in any case.
            pairChanges.tryAcquire(Math.min(left, TimeUnit.MILLISECONDS.toNanos(PAIR_LOOK_MILLIS)), TimeUnit.NANOSECONDS);
        }
        return !closed;
    }

    private Optional<CandidatePair> direct() {
        var checkList = stream.getCheckList();
        synchronized (checkList) {
            return checkList.stream()
                    .filter(pair -> pair.getState() == CandidatePairState.SUCCEEDED && !isRelayed(pair))
                    .max(Comparator.comparingLong(CandidatePair::getPriority));
        }
    }

    private boolean isRelayed(CandidatePair pair) {
        return pair.getLocalCandidate().getType() == CandidateType.RELAYED_CANDIDATE
                || pair.getRemoteCandidate().getType() == CandidateType.RELAYED_CANDIDATE
                || isRelay(address(pair.getRemoteCandidate().getTransportAddress()));
    }

    /** Sends there from now on, until the viewer is heard from elsewhere. */
    private void follow(SocketAddress remote) {
        lastHeard = remote;
        component.handleBuffer(new Buffer(new byte[0], 0, 0, Instant.EPOCH, null, remote));
    }

    /** The pair that carries media now, if one is nominated: the one that the viewer was last heard on. */
    Optional<SelectedPair> selectedPair() {
        CandidatePair pair = activePair();
        if (pair == null) {
            return Optional.empty();
        }
        Candidate<?> local = pair.getLocalCandidate();
        Candidate<?> remote = pair.getRemoteCandidate();
        InetSocketAddress remoteAddress = address(remote.getTransportAddress());
        return Optional.of(new SelectedPair(
                address(local.getTransportAddress()),
                local.getType().toString(),
                remoteAddress,
                isRelay(remoteAddress) ? "relay" : remote.getType().toString()));
    }

    private @Nullable CandidatePair activePair() {
        CandidatePair selected = component.getSelectedPair();
        SocketAddress heard = lastHeard;
        if (selected == null
                || heard == null
                || heard.equals(selected.getRemoteCandidate().getTransportAddress())) {
            return selected;
        }
        var checkList = stream.getCheckList();
        synchronized (checkList) {
            return checkList.stream()
                    .filter(pair -> pair.getState() == CandidatePairState.SUCCEEDED
                            && heard.equals(pair.getRemoteCandidate().getTransportAddress()))
                    .findFirst()
                    .orElse(selected);
        }
    }

    /** A viewer's relayed address is peer-reflexive here if its check overtook its signalling. */
    private boolean isRelay(InetSocketAddress remote) {
        if (!gatherer.isRelayServer(remote.getAddress())) {
            return false;
        }
        boolean here = component.getLocalCandidates().stream()
                .anyMatch(candidate -> candidate.getType() == CandidateType.HOST_CANDIDATE
                        && candidate.getTransportAddress().getAddress().equals(remote.getAddress()));
        return !here || (remote.getPort() >= RELAY_PORT_MIN && remote.getPort() <= RELAY_PORT_MAX);
    }

    /** Hands every datagram that is not STUN to {@code sink}, until {@link #close}; blocks. */
    void receive(Consumer<byte[]> sink) {
        byte[] buffer = new byte[DATAGRAM_MAX];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        while (!closed) {
            try {
                packet.setData(buffer, 0, buffer.length);
                component.getSocket().receive(packet);
            } catch (IOException e) {
                if (closed || component.getSocket().isClosed()) {
                    return;
                }
                continue;
            }
            lastHeard = packet.getSocketAddress();
            // Tells Component.send which pair the viewer uses now.
            component.handleBuffer(new Buffer(
                    buffer, packet.getOffset(), packet.getLength(), Instant.EPOCH, null, packet.getSocketAddress()));
            sink.accept(Arrays.copyOfRange(buffer, packet.getOffset(), packet.getOffset() + packet.getLength()));
        }
    }

    /** Sends one datagram on the selected pair. A failure before or between pairs equals loss on the way. */
    boolean send(byte[] data, int offset, int length) {
        if (closed) {
            return false;
        }
        try {
            component.send(data, offset, length);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private void onState(IceProcessingState state) {
        // TERMINATED three seconds after COMPLETED is ice4j's normal course.
        if (state == IceProcessingState.FAILED && !closed) {
            events.failed();
        }
    }

    private static String format(LocalCandidate candidate) {
        TransportAddress related = candidate.getRelatedAddress();
        return new IceCandidateLine(
                        candidate.getFoundation(),
                        candidate.getPriority(),
                        address(candidate.getTransportAddress()),
                        candidate.getType().toString(),
                        related == null ? null : address(related))
                .format();
    }

    private static InetSocketAddress address(TransportAddress address) {
        return new InetSocketAddress(address.getAddress(), address.getPort());
    }

    @Override
    public void close() {
        closed = true;
        nominated.countDown();
        gatherer.close();
        releaseRelays();
        agent.free();
        gatherer.closeStreams();
    }

    /** Agent.free stops the STUN stack first and so would leave allocations to their ten minutes (RFC 8656 §7). */
    private void releaseRelays() {
        for (LocalCandidate candidate : component.getLocalCandidates()) {
            if (candidate instanceof RelayedCandidate relayed) {
                relayed.getCandidateIceSocketWrapper().close();
            }
        }
    }
}
