package vedette.scu.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.sc.LeaseRequest;
import vedette.contracts.sc.Leases;
import vedette.contracts.sd.RelayPatch;
import vedette.scu.channel.Workers;
import vedette.scu.cmu.CmuProblemException;

/**
 * Lets time pass for relays: asks the CMU for the MTUs, asks MTUs whether they live, moves relays off dead ones, and renews those whose
 * session goes on. {@link #tick} blocks and is called every {@link #PERIOD}; calls that overlap do nothing.
 */
public final class RelayWatch {
    private static final Logger log = LoggerFactory.getLogger(RelayWatch.class);
    /** Period of {@link #tick}. */
    public static final Duration PERIOD = Duration.ofSeconds(2);

    private static final long REFRESH_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long SOON_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long RENEW_NANOS = Duration.ofMinutes(1).toNanos();
    /** A relay that found no other MTU for so long is given up. */
    private static final long LOST_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long PROBE_MILLIS = 3_000;
    private static final int LOOKED_UP_MAX = 50_000;

    private final Mtus mtus;
    private final MtuCalls calls;
    private final RelayBook book;
    private final Relays relays;
    private final Relays.Surroundings around;
    private final Function<LeaseRequest, Leases> leases;
    private final Workers workers;
    private final LongSupplier nanoTime;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Map<Relay, Long> lostSince = new HashMap<>();
    private final Set<String> lookedUp = new LinkedHashSet<>();
    private long refreshedAtNanos;
    private boolean refreshed;

    RelayWatch(
            Mtus mtus,
            MtuCalls calls,
            RelayBook book,
            Relays relays,
            Relays.Surroundings around,
            Function<LeaseRequest, Leases> leases,
            Workers workers,
            LongSupplier nanoTime) {
        this.mtus = mtus;
        this.calls = calls;
        this.book = book;
        this.relays = relays;
        this.around = around;
        this.leases = leases;
        this.workers = workers;
        this.nanoTime = nanoTime;
    }

    /** One round. */
    public void tick() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            long now = nanoTime.getAsLong();
            if (!refreshed || now - refreshedAtNanos >= REFRESH_NANOS) {
                mtus.refresh();
                refreshed = true;
                refreshedAtNanos = now;
            }
            probe();
            moveLost(now);
            renew(now);
        } finally {
            busy.set(false);
        }
    }

    /** One unanswered question may be an accident, two are not. It also keeps the connection warm for the next click. */
    private void probe() {
        silent(silent(mtus.living())).forEach(mtus::suspect);
    }

    /** Those of the given ones that did not answer, asked all at once. */
    private List<Mtu> silent(List<Mtu> asked) {
        Map<Mtu, CompletableFuture<Boolean>> answers = new HashMap<>();
        asked.forEach(mtu -> answers.put(mtu, workers.supply(() -> answers(mtu)).completeOnTimeout(false, PROBE_MILLIS, TimeUnit.MILLISECONDS)));
        return asked.stream().filter(mtu -> !answers.get(mtu).exceptionally(_ -> true).join()).toList();
    }

    private boolean answers(Mtu mtu) {
        try {
            calls.probe(mtu);
            return true;
        } catch (MtuException e) {
            return e.kind() != MtuException.Kind.SILENT;
        }
    }

    private void moveLost(long now) {
        List<Relay> all = book.all();
        lostSince.keySet().retainAll(new HashSet<>(all));
        for (Relay relay : all) {
            if (mtus.living(relay.mtu.instance(), relay.mtu.bootId()).isPresent()) {
                lostSince.remove(relay);
            } else if (!relays.move(relay)) {
                long since = lostSince.computeIfAbsent(relay, _ -> now);
                if (now - since >= LOST_NANOS) {
                    log.atWarn().addKeyValue("sessionId", relay.order.sessionId()).log("No media server for a relay any more");
                    book.remove(relay);
                }
            }
        }
    }

    private void renew(long now) {
        Map<String, List<Relay>> distributed = new HashMap<>();
        for (Relay relay : book.all()) {
            if (now - relay.renewedAtNanos < RENEW_NANOS) {
                continue;
            }
            if (relay.order.distributes()) {
                distributed.computeIfAbsent(String.valueOf(relay.order.deviceId()), _ -> new ArrayList<>()).add(relay);
            } else if (around.plays(relay.order.sessionId())) {
                renew(relay, now);
            } else if (!around.holds(String.valueOf(relay.order.deviceId()))) {
                book.remove(relay); // The device may have gone to another SCU, which takes its relays over.
            } else if (now - relay.createdAtNanos >= Relays.FIRST_TTL.toNanos()) {
                relays.end(relay);
            }
        }
        distributed.forEach((deviceId, list) -> renewDistributed(deviceId, list, now));
    }

    /** A distributed session is verified by its MTU, so only the CMU knows whether it goes on. */
    private void renewDistributed(String deviceId, List<Relay> list, long now) {
        List<String> sessions = list.stream().map(relay -> relay.order.sessionId()).distinct().limit(LeaseRequest.SESSIONS_MAX).toList();
        Map<String, Long> answer = new HashMap<>();
        try {
            leases.apply(new LeaseRequest(deviceId, sessions)).leases().forEach(lease -> answer.put(lease.sessionId(), lease.leaseMs()));
        } catch (CmuProblemException e) {
            // Without the CMU the leases that it gave go on; the relays with them.
            list.forEach(relay -> renew(relay, now));
            return;
        }
        for (Relay relay : list) {
            Long lease = answer.get(relay.order.sessionId());
            if (lease != null && lease > 0) {
                renew(relay, now);
            } else if (lease != null && now - relay.createdAtNanos >= Relays.FIRST_TTL.toNanos()) {
                relays.end(relay);
            } else {
                relay.renewedAtNanos = now - RENEW_NANOS + SOON_NANOS; // Its viewer has not come yet.
            }
        }
    }

    private void renew(Relay relay, long now) {
        try {
            calls.change(relay.mtu, relay.relayId, new RelayPatch(null, Relays.TTL.toMillis()));
            relay.renewedAtNanos = now;
        } catch (MtuException e) {
            relays.failed(relay, e);
        }
    }

    /** Sessions go on at a device that came here: relays that another SCU commanded for them are taken over. Blocks. */
    public void sessionsGoOn(String deviceId, List<String> sessionIds) {
        Set<String> unknown = new HashSet<>();
        synchronized (lookedUp) {
            for (String id : sessionIds) {
                if (book.of(id).isEmpty() && lookedUp.add(id)) {
                    unknown.add(id);
                }
            }
            while (lookedUp.size() > LOOKED_UP_MAX) {
                lookedUp.remove(lookedUp.iterator().next());
            }
        }
        if (!unknown.isEmpty()) {
            relays.adopt(item -> unknown.contains(item.sessionId()) && deviceId.equals(item.deviceId()));
        }
    }
}
