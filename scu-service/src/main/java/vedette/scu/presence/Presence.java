package vedette.scu.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vedette.contracts.sc.PresenceReport.DevicePresence;

/**
 * Who is online (H.626.4 §6.3.1, §7.2; GAP-01): a device is offline after three missed heartbeats by the monotonic clock, and not before;
 * a closed connection alone changes nothing. If this process itself was paused (garbage collection, suspend), its own lateness is no
 * device's fault: every device gets that time on top. Without clocks and threads of its own; thread-safe.
 */
public final class Presence {
    /** Heartbeats that may be missed. */
    public static final int MISSED_MAX = 3;
    /** A sweep later than this after its due time means that the process was paused. */
    public static final long PAUSE_NANOS = 2_000_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000L;
    /** The SCU allows one more round trip on top of three periods. */
    private static final long SLACK_NANOS = 500 * NANOS_PER_MILLI;

    /** The four states that H.626.4 §7.2 names. */
    public enum Status {
        /** Connected, serves nobody. */
        ONLINE,
        /** Missed its heartbeats. */
        OFFLINE,
        /** Connected and serves at least one media session. */
        ACTIVE,
        /** Registered and disabled by an operator: its channel is refused. */
        INACTIVE
    }

    private static final class Entry {
        long epoch;
        long silenceMaxNanos;
        long seenNanos;
        int sessions;
        Status status = Status.ONLINE;
    }

    private final long periodNanos;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private long sweptNanos;

    /**
     * Nobody yet.
     *
     * @param periodNanos how often {@link #sweep} will be called
     * @param nowNanos monotonic time
     */
    public Presence(long periodNanos, long nowNanos) {
        this.periodNanos = periodNanos;
        this.sweptNanos = nowNanos;
    }

    /** A device opened its channel. */
    public synchronized void attached(String deviceId, long epoch, long heartbeatMs, long nowNanos) {
        Entry entry = entries.computeIfAbsent(deviceId, _ -> new Entry());
        entry.epoch = epoch;
        entry.silenceMaxNanos = MISSED_MAX * heartbeatMs * NANOS_PER_MILLI + SLACK_NANOS;
        entry.seenNanos = nowNanos;
        entry.status = entry.sessions > 0 ? Status.ACTIVE : Status.ONLINE;
        changed.add(deviceId);
    }

    /** Anything came from the device. */
    public synchronized void seen(String deviceId, long nowNanos) {
        Entry entry = entries.get(deviceId);
        if (entry != null) {
            entry.seenNanos = nowNanos;
            if (entry.status == Status.OFFLINE) {
                entry.status = entry.sessions > 0 ? Status.ACTIVE : Status.ONLINE;
                changed.add(deviceId);
            }
        }
    }

    /** The device told how many media sessions it serves. */
    public synchronized void sessions(String deviceId, int sessions) {
        Entry entry = entries.get(deviceId);
        if (entry != null) {
            entry.sessions = Math.max(0, sessions);
            if (entry.status == Status.ONLINE || entry.status == Status.ACTIVE) {
                entry.status = entry.sessions > 0 ? Status.ACTIVE : Status.ONLINE;
            }
        }
    }

    /** The CMU disabled the device. */
    public synchronized void disabled(String deviceId) {
        Entry entry = entries.get(deviceId);
        if (entry != null) {
            entry.status = Status.INACTIVE;
            changed.add(deviceId);
        }
    }

    /** Finds the devices that went offline since the last sweep. */
    public synchronized List<String> sweep(long nowNanos) {
        long late = nowNanos - sweptNanos - periodNanos;
        sweptNanos = nowNanos;
        if (late > PAUSE_NANOS) {
            entries.values().forEach(entry -> entry.seenNanos += late);
        }
        List<String> gone = new ArrayList<>();
        entries.forEach((deviceId, entry) -> {
            if ((entry.status == Status.ONLINE || entry.status == Status.ACTIVE) && nowNanos - entry.seenNanos > entry.silenceMaxNanos) {
                entry.status = Status.OFFLINE;
                entry.sessions = 0;
                changed.add(deviceId);
                gone.add(deviceId);
            }
        });
        return gone;
    }

    /** Whether the device counts as connected. */
    public synchronized boolean isOnline(String deviceId) {
        Entry entry = entries.get(deviceId);
        return entry != null && (entry.status == Status.ONLINE || entry.status == Status.ACTIVE);
    }

    /** The state of a device; null if it was never here. */
    public synchronized @Nullable Status status(String deviceId) {
        Entry entry = entries.get(deviceId);
        return entry == null ? null : entry.status;
    }

    /** Takes up to {@code max} changes that were not reported yet. */
    public synchronized List<DevicePresence> takeChanges(int max, long nowNanos) {
        List<DevicePresence> taken = new ArrayList<>();
        var ids = changed.iterator();
        while (ids.hasNext() && taken.size() < max) {
            String deviceId = ids.next();
            Entry entry = entries.get(deviceId);
            if (entry != null) {
                taken.add(presence(deviceId, entry, nowNanos));
            }
            ids.remove();
        }
        return taken;
    }

    /** A report did not reach the CMU: these are to be reported again, as they are then. */
    public synchronized void notReported(List<DevicePresence> devices) {
        devices.forEach(device -> changed.add(device.deviceId()));
    }

    /** Marks everything as changed, for a full report. */
    public synchronized void allChanged() {
        changed.addAll(entries.keySet());
    }

    /** How many changes wait to be reported. */
    public synchronized int pendingChanges() {
        return changed.size();
    }

    /** Forgets a device whose being offline was reported; false if it is not that far. */
    public synchronized boolean forget(String deviceId) {
        Entry entry = entries.get(deviceId);
        if (entry == null || entry.status == Status.ONLINE || entry.status == Status.ACTIVE || changed.contains(deviceId)) {
            return false;
        }
        entries.remove(deviceId);
        return true;
    }

    /** How many devices are in each state, in the order of {@link Status}. */
    public synchronized Map<Status, Integer> counts() {
        Map<Status, Integer> counts = new java.util.EnumMap<>(Status.class);
        for (Status status : Status.values()) {
            counts.put(status, 0);
        }
        entries.values().forEach(entry -> counts.merge(entry.status, 1, Integer::sum));
        return counts;
    }

    /** All devices with their states, for the internal API. */
    public synchronized Map<String, Status> all() {
        Map<String, Status> all = new HashMap<>();
        entries.forEach((deviceId, entry) -> all.put(deviceId, entry.status));
        return all;
    }

    private static DevicePresence presence(String deviceId, Entry entry, long nowNanos) {
        boolean online = entry.status == Status.ONLINE || entry.status == Status.ACTIVE;
        return new DevicePresence(
                deviceId, entry.epoch, online ? "online" : "offline", Math.max(0, (nowNanos - entry.seenNanos) / NANOS_PER_MILLI));
    }
}
