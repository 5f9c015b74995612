package vedette.mtu.distribution;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vedette.contracts.ErrorKind;
import vedette.contracts.sd.RelayTicket;
import vedette.contracts.sd.RelayUrls;
import vedette.mtu.relay.Distribution;
import vedette.mtu.relay.Relay;
import vedette.platform.error.VedetteException;

/**
 * Keeps the relays of kind {@code distribute} and their streams. Thread-safe. Locks are taken in the order distributor, stream; a stream never
 * calls back under its lock.
 */
public final class Distributor implements Distribution, AutoCloseable {
    /** Relay ids kept after their end, by which a device may still ask for a ticket while others watch its stream. */
    private static final int FORMER_MAX = 10_000;

    private final Supplier<DistributionAddresses> addresses;
    private final LiveStream.Limits limits;
    private final RelayTrace.Recorder recorder;
    private final LongSupplier nanoTime;
    private final Executor workers;
    private final Tickets tickets;
    private final DistributionCounters counters = new DistributionCounters();
    private final Map<String, DistributedRelay> relays = new LinkedHashMap<>();
    private final Map<String, StreamKey> former = new LinkedHashMap<>();
    private final Map<StreamKey, LiveStream> streams = new HashMap<>();
    private final List<BiConsumer<String, String>> endings = new CopyOnWriteArrayList<>();

    /**
     * @param addresses asked for each relay, so that listeners may open later
     * @param recorder where flow steps are recorded
     * @param nanoTime monotonic time
     * @param workers for what must not run under a stream's lock
     */
    public Distributor(
            Supplier<DistributionAddresses> addresses,
            LiveStream.Limits limits,
            RelayTrace.Recorder recorder,
            LongSupplier nanoTime,
            Executor workers) {
        this.addresses = addresses;
        this.limits = limits;
        this.recorder = recorder;
        this.nanoTime = nanoTime;
        this.workers = workers;
        this.tickets = new Tickets(new SecureRandom(), nanoTime);
    }

    /** Counters, which those who send to viewers add to. */
    public DistributionCounters counters() {
        return counters;
    }

    /** {@code listener} is told relay id and reason when a relay ends; it must return at once. */
    public void onRelayEnd(BiConsumer<String, String> listener) {
        endings.add(listener);
    }

    @Override
    public synchronized Offer create(Relay relay) {
        Relay.Source source = relay.source();
        if (source == null) {
            throw new VedetteException(ErrorKind.INVALID_ARGUMENT, "request-invalid", "Expected what shall be distributed, found nothing.");
        }
        StreamKey key = new StreamKey(source.deviceId(), source.channel(), source.stream());
        DistributedRelay kept = new DistributedRelay(relay, key, new RelayTrace(recorder, relay));
        relays.put(relay.relayId(), kept);
        LiveStream stream = stream(key).orElse(null);
        if (stream == null) {
            stream = new LiveStream(key, limits, nanoTime, new Events());
            streams.put(key, stream);
        }
        stream.expectViewer();
        if (stream.isReceiving()) {
            kept.trace().mediaCame();
        }
        DistributionAddresses now = addresses.get();
        RelayUrls urls = new RelayUrls(
                now.rtsp() + key.path(), now.rtsps() == null ? null : now.rtsps() + key.path(), now.fmp4());
        return new Offer(
                urls,
                tickets.issue(Tickets.Use.VIEWER, relay.relayId()),
                stream.hasUplink() ? null : uplinkTicket(relay.relayId(), now));
    }

    private RelayTicket uplinkTicket(String relayId, DistributionAddresses now) {
        return new RelayTicket(now.reverse(), tickets.issue(Tickets.Use.UPLINK, relayId), List.of(now.authorityPem()));
    }

    @Override
    public synchronized void extend(Relay relay) {
        relays.computeIfPresent(relay.relayId(), (_, kept) -> new DistributedRelay(relay, kept.key(), kept.trace()));
    }

    @Override
    public void delete(String relayId, String reason) {
        LiveStream stream;
        synchronized (this) {
            DistributedRelay ended = relays.remove(relayId);
            if (ended == null) {
                return;
            }
            tickets.revoke(relayId);
            if (former.size() >= FORMER_MAX) {
                former.remove(former.keySet().iterator().next());
            }
            former.put(relayId, ended.key());
            stream = streams.get(ended.key());
        }
        if (stream != null) {
            stream.endRelay(relayId, reason);
        }
        endings.forEach(listener -> listener.accept(relayId, reason));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A device may ask by a relay that ended, while others watch the stream that it began.
     */
    @Override
    public synchronized RelayTicket ticket(String relayId) {
        DistributedRelay named = relays.get(relayId);
        StreamKey key = named == null ? former.get(relayId) : named.key();
        DistributedRelay living = named != null || key == null ? named : anyOf(key);
        if (living == null || stream(living.key()).isEmpty()) {
            throw new VedetteException(ErrorKind.NOT_FOUND, "relay-not-found",
                    "Nobody watches by relay " + relayId + " here any more: do not dial again.");
        }
        return uplinkTicket(living.id(), addresses.get());
    }

    private @Nullable DistributedRelay anyOf(StreamKey key) {
        return relays.values().stream().filter(relay -> relay.key().equals(key)).findFirst().orElse(null);
    }

    @Override
    public Load load() {
        int uplinks;
        synchronized (this) {
            uplinks = (int) streams.values().stream().filter(LiveStream::hasUplink).count();
        }
        return new Load(uplinks, counters.viewers(), counters.bytesIn(), counters.bytesOut());
    }

    /** The living stream of this name. */
    public synchronized Optional<LiveStream> stream(StreamKey key) {
        return Optional.ofNullable(streams.get(key)).filter(stream -> !stream.isClosed());
    }

    /** Whether any relay lets anybody watch this. */
    public synchronized boolean isRelayed(StreamKey key) {
        return anyOf(key) != null;
    }

    /** The relay that lets this session watch this. */
    public synchronized Optional<DistributedRelay> relay(StreamKey key, String sessionId) {
        return relays.values().stream()
                .filter(relay -> relay.key().equals(key) && relay.relay().sessionId().equals(sessionId))
                .findFirst();
    }

    /** Uses up a device's ticket. */
    public Optional<DistributedRelay> redeemUplink(String ticket) {
        return tickets.redeem(Tickets.Use.UPLINK, ticket).flatMap(this::byId);
    }

    /** Uses up a viewer's ticket. */
    public Optional<DistributedRelay> redeemViewer(String ticket) {
        return tickets.redeem(Tickets.Use.VIEWER, ticket).flatMap(this::byId);
    }

    private synchronized Optional<DistributedRelay> byId(String relayId) {
        return Optional.ofNullable(relays.get(relayId));
    }

    /** Whether the relay lives. */
    public boolean isLiving(String relayId) {
        return byId(relayId).isPresent();
    }

    /** Time passed; called every second. */
    public void tick() {
        List<LiveStream> now;
        synchronized (this) {
            now = new ArrayList<>(streams.values());
        }
        for (LiveStream stream : now) {
            if (stream.tick()) {
                synchronized (this) {
                    streams.remove(stream.key(), stream);
                    former.values().removeIf(key -> key.equals(stream.key()) && !streams.containsKey(key));
                }
            }
        }
    }

    /** Ends all streams. */
    @Override
    public void close() {
        List<LiveStream> now;
        synchronized (this) {
            now = new ArrayList<>(streams.values());
            streams.clear();
            relays.clear();
        }
        now.forEach(stream -> stream.close("mtu-stopping"));
    }

    private final class Events implements StreamEvents {
        @Override
        public void received(int bytes) {
            counters.received(bytes);
        }

        @Override
        public void firstPacket(StreamKey key) {
            workers.execute(() -> {
                List<DistributedRelay> watching;
                synchronized (Distributor.this) {
                    watching = relays.values().stream().filter(relay -> relay.key().equals(key)).toList();
                }
                watching.forEach(relay -> relay.trace().mediaCame());
            });
        }
    }
}
