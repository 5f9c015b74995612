package vedette.scu.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.sc.ServiceInstances;
import vedette.contracts.sd.MtuMedia;
import vedette.scu.cmu.CmuProblemException;

/**
 * The MTUs that the CMU knows, less those that did not answer this SCU lately. When the CMU is away the last list stays: MTUs do not die with
 * it. Thread-safe.
 */
public final class Mtus {
    private static final Logger log = LoggerFactory.getLogger(Mtus.class);
    /** Three heartbeats of services. */
    private static final long AGE_MS_MAX = 15_000;
    /** How long an MTU that did not answer is left alone. */
    private static final long SUSPECT_NANOS = Duration.ofSeconds(30).toNanos();
    /** How long an MTU that answered late is asked last. */
    private static final long SLOW_NANOS = Duration.ofSeconds(5).toNanos();
    /** A list that is needed now is asked for at most this often. */
    private static final long AT_NEED_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int STUN_MAX = 4;

    private record Suspect(String bootId, long untilNanos) {}

    private final Supplier<ServiceInstances> cmu;
    private final String region;
    private final LongSupplier nanoTime;
    private final ReentrantLock asking = new ReentrantLock();
    private final Map<String, Suspect> suspects = new HashMap<>();
    private final Map<String, Long> slow = new HashMap<>();
    private Map<String, Mtu> known = Map.of();
    private long refreshedAtNanos;
    private boolean refreshed;
    private boolean cmuAway;
    private @Nullable Consumer<List<String>> stunListener;

    /**
     * None known yet.
     *
     * @param cmu asks the CMU; may block and throw {@link CmuProblemException}
     * @param region region of this SCU
     */
    public Mtus(Supplier<ServiceInstances> cmu, String region, LongSupplier nanoTime) {
        this.cmu = cmu;
        this.region = region;
        this.nanoTime = nanoTime;
    }

    /** Is told the STUN servers when there are some after there were none. Must not block. */
    public synchronized void onStun(Consumer<List<String>> listener) {
        stunListener = listener;
    }

    /** Asks the CMU; blocks. Keeps what is known if it does not answer. */
    public void refresh() {
        // One after the other: an answer to an earlier question must not replace that to a later one.
        asking.lock();
        try {
            ask();
        } finally {
            asking.unlock();
        }
    }

    private void ask() {
        ServiceInstances answer;
        try {
            answer = cmu.get();
        } catch (CmuProblemException e) {
            synchronized (this) {
                refreshedAtNanos = nanoTime.getAsLong();
                refreshed = true;
                if (!cmuAway) {
                    log.atInfo().addKeyValue("code", e.problem().code()).log("The CMU does not tell the media servers; the last list stays");
                }
                cmuAway = true;
            }
            return;
        }
        Map<String, Mtu> now = new HashMap<>();
        for (ServiceInstances.Item item : answer.items()) {
            String url = item.urls() == null ? null : item.urls().internal();
            if (url != null && item.ageMs() <= AGE_MS_MAX) {
                now.put(item.instance(), new Mtu(
                        item.instance(), item.bootId(), url, item.region(), item.load() == null ? 0.5 : item.load(), item.draining(), item.media()));
            }
        }
        List<String> stun;
        Consumer<List<String>> listener;
        synchronized (this) {
            boolean none = stun().isEmpty();
            known = Map.copyOf(now);
            refreshedAtNanos = nanoTime.getAsLong();
            refreshed = true;
            cmuAway = false;
            slow.keySet().retainAll(now.keySet());
            suspects.entrySet().removeIf(entry -> {
                Mtu mtu = now.get(entry.getKey());
                return mtu == null || !mtu.bootId().equals(entry.getValue().bootId) || over(entry.getValue());
            });
            stun = stun();
            listener = none && !stun.isEmpty() ? stunListener : null;
        }
        if (listener != null) {
            listener.accept(stun);
        }
    }

    private boolean over(Suspect suspect) {
        return nanoTime.getAsLong() - suspect.untilNanos >= 0;
    }

    /** Those that may get relays; asks the CMU first if there is none and it was not asked just now. Blocks then. */
    List<Mtu> usable() {
        List<Mtu> now = usableNow();
        boolean ask;
        synchronized (this) {
            ask = now.isEmpty() && (!refreshed || nanoTime.getAsLong() - refreshedAtNanos >= AT_NEED_NANOS);
        }
        if (!ask) {
            return now;
        }
        refresh();
        return usableNow();
    }

    private synchronized List<Mtu> usableNow() {
        return known.values().stream().filter(mtu -> !mtu.draining() && !isSuspect(mtu)).toList();
    }

    /** All that live, draining ones too. */
    synchronized List<Mtu> living() {
        return known.values().stream().filter(mtu -> !isSuspect(mtu)).toList();
    }

    private boolean isSuspect(Mtu mtu) {
        Suspect suspect = suspects.get(mtu.instance());
        return suspect != null && suspect.bootId.equals(mtu.bootId()) && !over(suspect);
    }

    /** The MTU if it still is the same start and answers. */
    synchronized Optional<Mtu> living(String instance, String bootId) {
        return Optional.ofNullable(known.get(instance)).filter(mtu -> mtu.bootId().equals(bootId) && !isSuspect(mtu));
    }

    /** It did not answer in the time that a click has; it is asked last for a moment, and keeps its relays. */
    synchronized void slow(Mtu mtu) {
        slow.put(mtu.instance(), nanoTime.getAsLong() + SLOW_NANOS);
    }

    /** Whether it was slow just now. */
    synchronized boolean isSlow(Mtu mtu) {
        Long until = slow.get(mtu.instance());
        return until != null && nanoTime.getAsLong() - until < 0;
    }

    /** It did not answer. */
    synchronized void suspect(Mtu mtu) {
        log.atWarn().addKeyValue("mtu", mtu.instance()).log("A media server does not answer; it gets no relays for 30 s");
        suspects.put(mtu.instance(), new Suspect(mtu.bootId(), nanoTime.getAsLong() + SUSPECT_NANOS));
    }

    /** {@code host:port} of STUN servers, those of the own region first. */
    public synchronized List<String> stun() {
        Set<String> near = new LinkedHashSet<>();
        List<String> far = new ArrayList<>();
        known.values().stream().filter(mtu -> !mtu.draining() && !isSuspect(mtu)).forEach(mtu -> {
            MtuMedia media = mtu.media();
            if (media != null && media.stun() != null) {
                if (mtu.region() == null || mtu.region().equals(region)) {
                    near.addAll(media.stun());
                } else {
                    far.addAll(media.stun());
                }
            }
        });
        near.addAll(far);
        return near.stream().limit(STUN_MAX).toList();
    }

    /** Region of this SCU. */
    String region() {
        return region;
    }
}
