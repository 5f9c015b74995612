package vedette.scu.call;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vedette.contracts.ps.SessionPathReport;
import vedette.contracts.sm.MediaRoute;

/**
 * The media routing table (H.626.4 §7.2: the SCU keeps the media path information): which session of which device takes which path.
 * Bounded, the oldest entry is dropped first; a device can only touch its own entries. Thread-safe.
 */
public final class MediaRoutingTable {
    /** Entries. */
    public static final int ENTRIES_MAX = 200_000;

    private final LinkedHashMap<String, MediaRoute> routes = new LinkedHashMap<>();
    private final Clock clock;

    public MediaRoutingTable(Clock clock) {
        this.clock = clock;
    }

    /** A session was verified, or turned out to be running (after a restart of this SCU; {@code transport} null then). */
    public synchronized void opened(String sessionId, String deviceId, @Nullable String transport) {
        MediaRoute known = routes.get(sessionId);
        if (known == null || (known.deviceId().equals(deviceId) && known.transport() == null && transport != null)) {
            put(new MediaRoute(sessionId, deviceId, transport, "setup", null, null, null, null, null, clock.instant()));
        }
    }

    /** The device told the path. */
    public synchronized void path(String deviceId, SessionPathReport report) {
        MediaRoute known = routes.get(report.sessionId());
        if (known != null && !known.deviceId().equals(deviceId)) {
            return;
        }
        put(new MediaRoute(
                report.sessionId(), deviceId, known == null ? null : known.transport(), "flowing", report.kind(), report.local(), report.remote(),
                report.reason(), report.mtu(), known == null ? clock.instant() : known.startedAt()));
    }

    /** An MTU distributes it from now on. */
    public synchronized void distributed(String sessionId, String deviceId, String mtu) {
        MediaRoute known = routes.get(sessionId);
        if (known != null && !known.deviceId().equals(deviceId)) {
            return;
        }
        put(new MediaRoute(
                sessionId, deviceId, known == null ? null : known.transport(), "flowing", "distributed", null, null, null, mtu,
                known == null ? clock.instant() : known.startedAt()));
    }

    private void put(MediaRoute route) {
        routes.put(route.sessionId(), route);
        if (routes.size() > ENTRIES_MAX) {
            routes.pollFirstEntry();
        }
    }

    /** The session is over. */
    public synchronized void ended(String sessionId, String deviceId) {
        MediaRoute known = routes.get(sessionId);
        if (known != null && known.deviceId().equals(deviceId)) {
            routes.remove(sessionId);
        }
    }

    /** The device went offline; what it may still serve shows again with its next lease renewal. */
    public synchronized void deviceGone(String deviceId) {
        routes.values().removeIf(route -> route.deviceId().equals(deviceId));
    }

    /** One entry. */
    public synchronized Optional<MediaRoute> find(String sessionId) {
        return Optional.ofNullable(routes.get(sessionId));
    }

    /** Entries in order of age from the one after {@code cursor}. */
    public synchronized List<MediaRoute> list(@Nullable String cursor, int limit) {
        boolean[] reached = {cursor == null || !routes.containsKey(cursor)};
        return routes.values().stream()
                .filter(route -> {
                    if (!reached[0]) {
                        reached[0] = route.sessionId().equals(cursor);
                        return false;
                    }
                    return true;
                })
                .limit(limit)
                .toList();
    }

    /** How many sessions the device serves as far as this table knows. */
    public synchronized int countOf(String deviceId) {
        return (int) routes.values().stream().filter(route -> route.deviceId().equals(deviceId)).count();
    }

    /** Entries now. */
    public synchronized int size() {
        return routes.size();
    }

    /** All entries by session, for tests and diagnosis. */
    synchronized Map<String, MediaRoute> all() {
        return Map.copyOf(routes);
    }
}
