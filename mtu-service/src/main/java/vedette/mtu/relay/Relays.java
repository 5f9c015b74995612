package vedette.mtu.relay;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.ErrorKind;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sd.MtuStats;
import vedette.contracts.sd.RelayAddresses;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayPatch;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelaySummary;
import vedette.contracts.sd.RelayTicket;
import vedette.contracts.sd.RelayTraffic;
import vedette.platform.error.VedetteException;

/**
 * The relays that the SCU commanded, each until its time is up, it is deleted, or the service stops. Thread-safe; commands are few and short, so
 * one lock orders them.
 */
public final class Relays {
    private static final Logger log = LoggerFactory.getLogger(Relays.class);
    private static final int LIST_MAX = 1000;
    private static final int ANSWERS_MAX = 1000;
    private static final Duration ANSWERS_KEPT = Duration.ofMinutes(10);
    private static final long TTL_MS_MIN = 1000;

    private record Kept(RelayAnswer answer, Instant until) {}

    private final Supplier<@Nullable TurnRelays> turn;
    private final Supplier<@Nullable Distribution> distribution;
    private final RelayLimits limits;
    private final String instance;
    private final Clock clock;
    private final Map<String, Relay> relays = new LinkedHashMap<>();
    private final Map<String, Kept> answers = new LinkedHashMap<>();

    /**
     * @param turn null from it = the TURN listener does not run
     * @param distribution null from it = distribution does not run
     * @param limits limits
     * @param instance name of this MTU
     * @param clock wall time, for expiry
     */
    public Relays(
            Supplier<@Nullable TurnRelays> turn,
            Supplier<@Nullable Distribution> distribution,
            RelayLimits limits,
            String instance,
            Clock clock) {
        this.turn = turn;
        this.distribution = distribution;
        this.limits = limits;
        this.instance = instance;
        this.clock = clock;
    }

    /**
     * Carries out the SCU's command (R03).
     *
     * @param key idempotency key: the same one gets the same answer for 10 min; null = always a new relay
     * @param flow records the taken command and gives R03 with that event as cause; null from it if the command carried no flow
     * @throws VedetteException 400 {@code request-invalid}, 429 {@code relays-exhausted}, 503 {@code turn-unavailable} or
     *     {@code distribution-unavailable}
     */
    public synchronized RelayAnswer create(RelayRequest request, @Nullable String key, Supplier<@Nullable FlowRef> flow) {
        Instant now = clock.instant();
        answers.values().removeIf(kept -> kept.until.isBefore(now));
        Kept known = key == null ? null : answers.get(key);
        if (known != null) {
            return known.answer;
        }
        Relay relay = checked(request, now, flow);
        RelayAnswer answer = switch (relay.kind()) {
            case RelayRequest.TURN -> {
                Instant credentialsExpireAt = now.plus(limits.credentialLifetime());
                yield new RelayAnswer(
                        relay.relayId(), instance, turn().create(relay, credentialsExpireAt), null, null, null, relay.expiresAt());
            }
            default -> {
                Distribution.Offer offer = distribution().create(relay);
                yield new RelayAnswer(relay.relayId(), instance, null, offer.urls(), offer.cuTicket(), offer.pu(), relay.expiresAt());
            }
        };
        relays.put(relay.relayId(), relay);
        if (key != null) {
            if (answers.size() >= ANSWERS_MAX) {
                answers.remove(answers.keySet().iterator().next());
            }
            answers.put(key, new Kept(answer, now.plus(ANSWERS_KEPT)));
        }
        log.atInfo().addKeyValue("relayId", relay.relayId()).addKeyValue("sessionId", relay.sessionId()).addKeyValue("kind", relay.kind())
                .log("Relay commanded");
        return answer;
    }

    /** Adds addresses and renews. */
    public synchronized void change(String relayId, RelayPatch patch) {
        Relay relay = known(relayId);
        RelayAddresses more = patch.addresses() == null ? RelayAddresses.none() : patch.addresses();
        Long ttl = patch.ttlMs();
        Relay changed = new Relay(
                relay.relayId(), relay.sessionId(), relay.kind(), relay.source(),
                union(relay.viewerAddresses(), more.cu(), "/addresses/cu"),
                union(relay.deviceAddresses(), more.pu(), "/addresses/pu"),
                relay.createdAt(), ttl == null ? relay.expiresAt() : clock.instant().plusMillis(checkedTtl(ttl)), relay.flow());
        relays.put(relayId, changed);
        if (relay.kind().equals(RelayRequest.TURN)) {
            turn().extend(changed);
        } else {
            distribution().extend(changed);
        }
    }

    /** Ends a relay; one that is not there is no error. */
    public synchronized void delete(String relayId, String reason) {
        Relay relay = relays.remove(relayId);
        if (relay != null) {
            end(relay, reason);
        }
    }

    /**
     * A ticket for a device that dials again. The device may name a relay that ended while others watch the same stream; distribution
     * knows those.
     */
    public RelayTicket ticket(String relayId) {
        Relay relay;
        synchronized (this) {
            relay = relays.get(relayId);
        }
        if (relay != null && !relay.kind().equals(RelayRequest.DISTRIBUTE)) {
            throw new VedetteException(ErrorKind.FAILED_PRECONDITION, "relay-has-no-ticket",
                    "Expected a relay of kind distribute, found kind " + relay.kind() + ".");
        }
        if (relay == null && distribution.get() == null) {
            throw unknown(relayId);
        }
        return distribution().ticket(relayId);
    }

    /** Living relays, oldest first, at most 1000. */
    public synchronized List<RelaySummary> list() {
        TurnRelays running = turn.get();
        return relays.values().stream()
                .sorted(Comparator.comparing(Relay::createdAt))
                .limit(LIST_MAX)
                .map(relay -> relay.summary(
                        relay.source() == null ? null : relay.source().deviceId(),
                        running != null && relay.kind().equals(RelayRequest.TURN) ? running.traffic(relay.relayId()) : null))
                .toList();
    }

    /** What this MTU does now. */
    public MtuStats stats() {
        TurnRelays turnRelays = turn.get();
        Distribution distributing = distribution.get();
        RelayTraffic traffic = turnRelays == null ? NONE : turnRelays.traffic();
        Distribution.Load load = distributing == null ? new Distribution.Load(0, 0, 0, 0) : distributing.load();
        int sessions;
        synchronized (this) {
            sessions = (int) relays.values().stream().map(Relay::sessionId).distinct().count();
        }
        return new MtuStats(
                traffic.allocations(), sessions, load.uplinks(), load.viewers(),
                traffic.bytesFromClients() + traffic.bytesToClients(), traffic.mediaBytes(), load.bytesIn(), load.bytesOut());
    }

    /** All counters since the start. */
    public RelayCounters counters() {
        TurnRelays turnRelays = turn.get();
        return new RelayCounters(
                instance, stats(),
                turnRelays == null ? NONE : turnRelays.traffic(),
                turnRelays == null ? new RelayCounters.Stun(0, 0, 0, 0, 0) : turnRelays.stun());
    }

    private static final RelayTraffic NONE = new RelayTraffic(0, 0, 0, 0, 0, 0, 0, 0);

    /** 0..1: how much of what it may carry this MTU carries. */
    public synchronized double load() {
        return Math.min(1.0, (double) relays.size() / limits.relaysMax());
    }

    /** Ends relays whose time is up; called every second. */
    public synchronized void expire() {
        Instant now = clock.instant();
        List<Relay> over = relays.values().stream().filter(relay -> !relay.expiresAt().isAfter(now)).toList();
        for (Relay relay : over) {
            relays.remove(relay.relayId());
            end(relay, "relay-expired");
        }
    }

    /** Ends all. */
    public synchronized void close() {
        new ArrayList<>(relays.keySet()).forEach(id -> delete(id, "mtu-stopping"));
        answers.clear();
    }

    private void end(Relay relay, String reason) {
        if (relay.kind().equals(RelayRequest.TURN)) {
            TurnRelays running = turn.get();
            if (running != null) {
                running.delete(relay.relayId());
            }
        } else {
            Distribution running = distribution.get();
            if (running != null) {
                running.delete(relay.relayId(), reason);
            }
        }
        log.atInfo().addKeyValue("relayId", relay.relayId()).addKeyValue("sessionId", relay.sessionId()).addKeyValue("reason", reason).log("Relay ended");
    }

    private Relay known(String relayId) {
        Relay relay = relays.get(relayId);
        if (relay == null) {
            throw unknown(relayId);
        }
        return relay;
    }

    private static VedetteException unknown(String relayId) {
        return new VedetteException(ErrorKind.NOT_FOUND, "relay-not-found", "This MTU has no relay " + relayId + "; it may have expired.");
    }

    private Relay checked(RelayRequest request, Instant now, Supplier<@Nullable FlowRef> flow) {
        if (request.sessionId() == null || !Ids.isValid("ses", request.sessionId())) {
            throw invalid("Expected session_id as ses_ and 26 characters.");
        }
        boolean distribute = RelayRequest.DISTRIBUTE.equals(request.kind());
        if (!distribute && !RelayRequest.TURN.equals(request.kind())) {
            throw invalid("Expected kind turn or distribute, found " + request.kind() + ".");
        }
        long ttl = checkedTtl(request.ttlMs());
        Relay.Source source = source(request, distribute);
        RelayAddresses addresses = request.addresses() == null ? RelayAddresses.none() : request.addresses();
        long ofSession = relays.values().stream().filter(relay -> relay.sessionId().equals(request.sessionId())).count();
        if (relays.size() >= limits.relaysMax() || ofSession >= limits.perSessionMax()) {
            throw new VedetteException(ErrorKind.RESOURCE_EXHAUSTED, "relays-exhausted",
                    "This MTU keeps at most " + limits.relaysMax() + " relays, " + limits.perSessionMax() + " of one session. Ask another MTU.");
        }
        List<String> viewer = union(List.of(), addresses.cu(), "/addresses/cu");
        List<String> device = union(List.of(), addresses.pu(), "/addresses/pu");
        if (distribute) {
            distribution();
        } else {
            turn();
        }
        return new Relay(Ids.next("rly"), request.sessionId(), request.kind(), source, viewer, device, now, now.plusMillis(ttl), flow.get());
    }

    private static Relay.@Nullable Source source(RelayRequest request, boolean needed) {
        String device = request.deviceId();
        String tenant = request.tenantId();
        Integer channel = request.channel();
        String stream = request.stream();
        boolean complete = device != null && Ids.isValid("dev", device) && tenant != null && channel != null && channel >= 1 && channel <= 64
                && stream != null && Set.of("main", "sub").contains(stream);
        if (needed && !complete) {
            throw invalid("Expected device_id (dev_…), tenant_id, channel (1..64) and stream (main or sub) of what shall be distributed.");
        }
        return complete ? new Relay.Source(device, tenant, channel, stream) : null;
    }

    private static long checkedTtl(long ttl) {
        if (ttl < TTL_MS_MIN || ttl > RelayRequest.TTL_MS_MAX) {
            throw invalid("Expected ttl_ms from " + TTL_MS_MIN + " to " + RelayRequest.TTL_MS_MAX + ", found " + ttl + ".");
        }
        return ttl;
    }

    private static List<String> union(List<String> before, @Nullable List<String> more, String pointer) {
        Set<String> all = new LinkedHashSet<>(before);
        for (String text : more == null ? List.<String>of() : more) {
            try {
                all.add(InetAddress.ofLiteral(text).getHostAddress());
            } catch (IllegalArgumentException e) {
                throw invalid("Expected literal IP addresses without port at " + pointer + ", found one that is not.");
            }
        }
        if (all.size() > RelayAddresses.PER_SIDE_MAX) {
            throw invalid("Expected at most " + RelayAddresses.PER_SIDE_MAX + " addresses per side at " + pointer + ", found " + all.size() + ".");
        }
        return List.copyOf(all);
    }

    private TurnRelays turn() {
        TurnRelays running = turn.get();
        if (running == null) {
            throw new VedetteException(ErrorKind.UNAVAILABLE, "turn-unavailable", "This MTU runs no TURN listener. Ask another MTU.");
        }
        return running;
    }

    private Distribution distribution() {
        Distribution running = distribution.get();
        if (running == null) {
            throw new VedetteException(ErrorKind.UNAVAILABLE, "distribution-unavailable", "This MTU does not distribute. Ask another MTU.");
        }
        return running;
    }

    private static VedetteException invalid(String detail) {
        return new VedetteException(ErrorKind.INVALID_ARGUMENT, "request-invalid", detail);
    }
}
