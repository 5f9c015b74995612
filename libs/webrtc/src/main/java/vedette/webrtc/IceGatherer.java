package vedette.webrtc;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.HostCandidate;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.security.LongTermCredential;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the STUN and TURN servers of one session, each on a thread of its own, so that a dead one delays nobody. TURN over TCP
 * and TLS costs a connection and delay, so it waits until UDP is known or seems not to pass. Thread-safe.
 */
final class IceGatherer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IceGatherer.class);

    /** Servers asked in one session. */
    static final int SERVERS_MAX = 8;

    /** Without a relayed candidate over UDP for this long, the streams are tried. */
    static final long STREAMS_AFTER_MILLIS = 1000;

    /** Between two servers that are tried as streams. */
    private static final long NEXT_STREAM_MILLIS = 700;

    private final IceOptions options;
    private final Component component;
    private final Consumer<Collection<LocalCandidate>> found;
    private final Set<Harvesters.Harvest> running = ConcurrentHashMap.newKeySet();
    private final Set<TurnStream> streams = ConcurrentHashMap.newKeySet();
    private final Set<InetAddress> relayServers = ConcurrentHashMap.newKeySet();
    private final CountDownLatch relayed = new CountDownLatch(1);
    private volatile boolean closed;

    /** @param found hears new local candidates, on any thread */
    IceGatherer(IceOptions options, Component component, Consumer<Collection<LocalCandidate>> found) {
        this.options = options;
        this.component = component;
        this.found = found;
    }

    private record Target(IceServer server, IceServer.Endpoint endpoint) {}

    /** Gathers from all servers; blocks until the last one has answered or is given up. */
    void run() throws InterruptedException {
        List<Target> datagrams = new ArrayList<>();
        List<Target> byStream = new ArrayList<>();
        for (IceServer server : options.servers().stream().limit(SERVERS_MAX).toList()) {
            Optional<IceServer.Endpoint> endpoint = server.endpoint();
            if (endpoint.isEmpty()) {
                LOG.atInfo().addKeyValue("server", server.uri()).log("ICE server of a kind that is not used here");
                continue;
            }
            Target target = new Target(server, endpoint.get());
            switch (endpoint.get().way()) {
                case STUN_UDP, TURN_UDP -> datagrams.add(target);
                // TCP before TLS: one round trip less, and no second encryption of what is encrypted already.
                case TURN_TCP -> byStream.addFirst(target);
                case TURN_TLS -> byStream.addLast(target);
            }
        }
        List<Thread> threads = new ArrayList<>();
        datagrams.forEach(target -> threads.add(start(() -> ask(target))));
        boolean relayOverUdp =
                datagrams.stream().anyMatch(target -> target.endpoint().way() == IceServer.Way.TURN_UDP);
        if (!byStream.isEmpty() && relayOverUdp && !options.udpBlocked()) {
            relayed.await(STREAMS_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
        for (Target target : byStream) {
            if (closed || relayed.getCount() == 0) {
                break;
            }
            threads.add(start(() -> connect(target)));
            relayed.await(NEXT_STREAM_MILLIS, TimeUnit.MILLISECONDS);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static Thread start(Runnable task) {
        return Thread.ofVirtual().name("ice-gather").start(task);
    }

    private void ask(Target target) {
        TransportAddress address =
                new TransportAddress(target.endpoint().host(), target.endpoint().port(), Transport.UDP);
        if (address.isUnresolved()) {
            LOG.atWarn().addKeyValue("server", target.server().uri()).log("ICE server has no address; check its name");
            return;
        }
        boolean turn = target.endpoint().way() == IceServer.Way.TURN_UDP;
        if (turn) {
            relayServers.add(address.getAddress());
        }
        harvest(turn ? Harvesters.turn(address, credential(target.server()), host -> true, true) : Harvesters.stun(address));
    }

    private static LongTermCredential credential(IceServer server) {
        return new LongTermCredential(server.username(), server.credential());
    }

    /** One connection for the first host candidate that reaches the server; more would only be more allocations. */
    private void connect(Target target) {
        boolean secure = target.endpoint().way() == IceServer.Way.TURN_TLS;
        Optional<SSLSocketFactory> tls = secure
                ? Optional.of(
                        options.tls() == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : options.tls())
                : Optional.empty();
        InetSocketAddress server = new InetSocketAddress(target.endpoint().host(), target.endpoint().port());
        if (server.isUnresolved()) {
            LOG.atWarn().addKeyValue("server", target.server().uri()).log("TURN server has no address; check its name");
            return;
        }
        boolean v6 = server.getAddress() instanceof Inet6Address;
        for (LocalCandidate candidate : component.getLocalCandidates()) {
            if (!(candidate instanceof HostCandidate host)
                    || host.getTransport() != Transport.UDP
                    || host.getTransportAddress().isIPv6() != v6
                    || closed) {
                continue;
            }
            InetSocketAddress client = new InetSocketAddress(
                    host.getTransportAddress().getAddress(),
                    host.getTransportAddress().getPort());
            try {
                TurnStream stream =
                        TurnStream.open(client, target.endpoint().host(), target.endpoint().port(), tls);
                streams.add(stream);
                if (closed) {
                    stream.close();
                    return;
                }
                relayServers.add(server.getAddress());
                TransportAddress local =
                        new TransportAddress(stream.address().getAddress(), stream.address().getPort(), Transport.UDP);
                harvest(Harvesters.turn(local, credential(target.server()), other -> other.equals(host), false));
                return;
            } catch (IOException e) {
                LOG.atInfo()
                        .addKeyValue("server", target.server().uri())
                        .addKeyValue("from", client.getAddress())
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("TURN server cannot be reached by a stream");
            }
        }
    }

    private void harvest(Harvesters.Harvest harvest) {
        running.add(harvest);
        if (closed) {
            return;
        }
        Collection<LocalCandidate> candidates = harvest.run(component);
        running.remove(harvest);
        if (candidates.stream().anyMatch(candidate -> candidate.getType() == CandidateType.RELAYED_CANDIDATE)) {
            relayed.countDown();
        }
        if (!closed && !candidates.isEmpty()) {
            found.accept(candidates);
        }
    }

    /** Whether a TURN server of this session has this address. */
    boolean isRelayServer(InetAddress address) {
        return relayServers.contains(address);
    }

    /** Ends the harvests at once. The connections stay until {@link #closeStreams}, so that allocations can be released. */
    @Override
    public void close() {
        closed = true;
        relayed.countDown();
        running.forEach(Harvesters.Harvest::abandon);
    }

    void closeStreams() {
        streams.forEach(TurnStream::close);
    }
}
