package vedette.scu.call;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vedette.contracts.sm.ViewerNotice;

/**
 * Who is to hear what a device says about a session: a signalling connection here, or the SCU that has it. Bounded; a device reaches only
 * viewers of its own sessions. Thread-safe.
 */
public final class Viewers {
    private static final int ENTRIES_MAX = 100_000;

    /** Hears of one session. Must not block. */
    public interface Listener {
        /** @param candidate null = no more will come */
        void candidate(@Nullable String candidate);

        void ended(String reason);

        /** The media comes another way: {@code relay-moved} or {@code ice-servers}. */
        void rerouted(ViewerNotice notice);

        /** Whether the device has answered this viewer. */
        boolean isAnswered();
    }

    /** Sends notices to another SCU. Must not block. */
    @FunctionalInterface
    public interface Forwarder {
        void forward(String scuUrl, String sessionId, ViewerNotice notice);
    }

    private record Entry(String deviceId, @Nullable Listener listener, @Nullable String scuUrl) {}

    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    private final Forwarder forwarder;

    public Viewers(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    /** The viewer of a session is connected here; false if the session has a viewer whose offer was answered already. */
    public synchronized boolean local(String sessionId, String deviceId, Listener listener) {
        Entry present = entries.get(sessionId);
        if (present != null && present.listener != null && present.listener != listener && present.listener.isAnswered()) {
            return false;
        }
        put(sessionId, new Entry(deviceId, listener, null));
        return true;
    }

    /** The viewer of a session is connected to another SCU. */
    public synchronized void remote(String sessionId, String deviceId, String scuUrl) {
        put(sessionId, new Entry(deviceId, null, scuUrl));
    }

    private void put(String sessionId, Entry entry) {
        entries.put(sessionId, entry);
        if (entries.size() > ENTRIES_MAX) {
            entries.pollFirstEntry();
        }
    }

    /** The viewer's connection is gone. */
    public synchronized void left(String sessionId, Listener listener) {
        Entry entry = entries.get(sessionId);
        if (entry != null && entry.listener == listener) {
            entries.remove(sessionId);
        }
    }

    /** A device's candidate. */
    public void candidate(String deviceId, String sessionId, @Nullable String candidate) {
        Entry entry = find(deviceId, sessionId);
        if (entry == null) {
            return;
        }
        if (entry.listener != null) {
            entry.listener.candidate(candidate);
        } else if (entry.scuUrl != null) {
            forwarder.forward(entry.scuUrl, sessionId, new ViewerNotice(deviceId, "candidate", candidate, null));
        }
    }

    /** The media of a session comes another way. */
    public void rerouted(String sessionId, ViewerNotice notice) {
        Entry entry = find(notice.deviceId(), sessionId);
        if (entry == null) {
            return;
        }
        if (entry.listener != null) {
            entry.listener.rerouted(notice);
        } else if (entry.scuUrl != null) {
            forwarder.forward(entry.scuUrl, sessionId, notice);
        }
    }

    /** The session is over. */
    public void ended(String deviceId, String sessionId, String reason) {
        Entry entry = find(deviceId, sessionId);
        if (entry == null) {
            return;
        }
        synchronized (this) {
            entries.remove(sessionId);
        }
        if (entry.listener != null) {
            entry.listener.ended(reason);
        } else if (entry.scuUrl != null) {
            forwarder.forward(entry.scuUrl, sessionId, new ViewerNotice(deviceId, "end", null, reason));
        }
    }

    private synchronized @Nullable Entry find(String deviceId, String sessionId) {
        Entry entry = entries.get(sessionId);
        return entry != null && entry.deviceId.equals(deviceId) ? entry : null;
    }

    /** Sessions with a viewer now. */
    public synchronized int size() {
        return entries.size();
    }

    /** Sessions and their devices, for tests. */
    synchronized Map<String, String> devicesBySession() {
        Map<String, String> all = new LinkedHashMap<>();
        entries.forEach((sessionId, entry) -> all.put(sessionId, entry.deviceId));
        return all;
    }
}
