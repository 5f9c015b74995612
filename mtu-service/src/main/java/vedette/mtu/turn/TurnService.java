package vedette.mtu.turn;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.sd.IceServerEntry;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayTraffic;
import vedette.mtu.relay.Relay;
import vedette.mtu.relay.TurnRelays;
import vedette.platform.flow.FlowTrace;
import vedette.stun.netty.TurnListener;
import vedette.stun.server.CredentialRegistry;
import vedette.stun.server.PeerPolicy;
import vedette.stun.server.StunCounters;
import vedette.stun.server.Traffic;
import vedette.stun.server.TurnSession;

/** Relays of kind {@code turn}: what the SCU commands becomes credentials and peer rules of the listener. Thread-safe. */
public final class TurnService implements TurnRelays, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TurnService.class);
    private static final String CU = "cu";
    private static final String PU = "pu";
    /** A session may have several relays within one second; their names differ by a second then. */
    private static final int NAMES_TRIED_MAX = 16;

    private final PeerPolicy policy;
    private final CredentialRegistry credentials;
    private final TurnTrace trace;
    private final TurnListener listener;
    private final TurnAddresses addresses;
    private final Map<String, TurnSession> sessions = new ConcurrentHashMap<>();

    private TurnService(
            PeerPolicy policy, CredentialRegistry credentials, TurnTrace trace, TurnListener listener, TurnServiceSettings settings) {
        this.policy = policy;
        this.credentials = credentials;
        this.trace = trace;
        this.listener = listener;
        this.addresses = new TurnAddresses(settings.publicHost(), listener.port(), listener.tlsPort(), settings.alsoTls());
    }

    /**
     * Binds the listeners and serves. Blocks for a moment.
     *
     * @throws java.io.UncheckedIOException if a port cannot be bound
     */
    public static TurnService start(TurnServiceSettings settings, FlowTrace flows) {
        SecureRandom random = new SecureRandom();
        CredentialRegistry credentials = new CredentialRegistry(TurnServiceSettings.REALM, random);
        TurnTrace trace = new TurnTrace(flows, random.nextLong(), System::nanoTime);
        TurnListener listener = TurnListener.start(
                settings.listener(),
                server -> server.withLimits(
                                settings.allocationsMax(), settings.perSideMax(), settings.answersPerSecond(), 2 * settings.answersPerSecond())
                        .withOwn(settings.ownAddresses(), settings.ownPorts()),
                credentials, trace, null);
        return new TurnService(new PeerPolicy(settings.privatePeers()), credentials, trace, listener, settings);
    }

    /** How clients reach it. */
    public TurnAddresses addresses() {
        return addresses;
    }

    @Override
    public RelayAnswer.IceServers create(Relay relay, Instant credentialsExpireAt) {
        TurnSession session = new TurnSession(relay.relayId(), policy);
        sessions.put(relay.relayId(), session);
        allow(session, relay);
        trace.commanded(relay);
        try {
            return new RelayAnswer.IceServers(
                    servers(relay, CU, session, credentialsExpireAt), servers(relay, PU, session, credentialsExpireAt));
        } catch (RuntimeException e) {
            delete(relay.relayId());
            throw e;
        }
    }

    private List<IceServerEntry> servers(Relay relay, String side, TurnSession session, Instant expiry) {
        CredentialRegistry.Issued issued = issue(relay.sessionId(), side, session, expiry);
        return List.of(
                new IceServerEntry(addresses.stun().stream().map(address -> "stun:" + address).toList(), null, null),
                new IceServerEntry(addresses.turn(), issued.username(), issued.password()));
    }

    private CredentialRegistry.Issued issue(String sessionId, String side, TurnSession session, Instant expiry) {
        for (int i = 0; i < NAMES_TRIED_MAX; i++) {
            Instant named = expiry.minusSeconds(i);
            String username = named.getEpochSecond() + ":" + sessionId + ":" + side;
            if (credentials.byName(username) == null) {
                long lifetime = java.time.Duration.between(Instant.now(), named).toNanos();
                return credentials.issue(username, side, session, System.nanoTime() + lifetime);
            }
        }
        throw new IllegalStateException("Expected fewer than " + NAMES_TRIED_MAX + " relays of one session within as many seconds");
    }

    private void allow(TurnSession session, Relay relay) {
        List<InetAddress> peers = new ArrayList<>();
        Stream.concat(relay.viewerAddresses().stream(), relay.deviceAddresses().stream())
                .map(InetAddress::ofLiteral)
                .distinct()
                .forEach(peers::add);
        int allowed = session.allow(peers);
        if (allowed < peers.size()) {
            log.atInfo().addKeyValue("relayId", relay.relayId()).addKeyValue("refused", peers.size() - allowed)
                    .log("Addresses of a session that may not be peers: private ones need vedette.mtu.turn.private-peers");
        }
    }

    @Override
    public void extend(Relay relay) {
        TurnSession session = sessions.get(relay.relayId());
        if (session != null) {
            allow(session, relay);
        }
    }

    @Override
    public void delete(String relayId) {
        TurnSession session = sessions.remove(relayId);
        if (session != null) {
            credentials.remove(session);
            trace.over(relayId);
            listener.end(session, "relay-ended");
        }
    }

    @Override
    public RelayTraffic traffic(String relayId) {
        TurnSession session = sessions.get(relayId);
        return session == null ? new RelayTraffic(0, 0, 0, 0, 0, 0, 0, 0) : of(session.traffic());
    }

    @Override
    public RelayTraffic traffic() {
        return of(listener.traffic());
    }

    private static RelayTraffic of(Traffic traffic) {
        return new RelayTraffic(
                traffic.allocations(), traffic.packetsFromClients(), traffic.bytesFromClients(), traffic.packetsToClients(),
                traffic.bytesToClients(), traffic.mediaPackets(), traffic.mediaBytes(), traffic.refusedPackets());
    }

    @Override
    public RelayCounters.Stun stun() {
        StunCounters counters = listener.stun();
        return new RelayCounters.Stun(
                counters.bindings(), listener.traffic().allocationsTotal(), counters.authenticationFailures(), counters.junkPackets(),
                counters.limitedPackets());
    }

    @Override
    public void close() {
        listener.close();
        sessions.clear();
    }
}
