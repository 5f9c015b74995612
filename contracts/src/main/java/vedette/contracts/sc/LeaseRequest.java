package vedette.contracts.sc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renews the leases of a device's sessions, {@code POST /internal/v1/leases}.
 *
 * @param deviceId device that serves them
 * @param sessionIds at most {@link #SESSIONS_MAX}
 */
public record LeaseRequest(String deviceId, List<String> sessionIds) {
    /** Sessions in one request. */
    public static final int SESSIONS_MAX = 100;

    /** An absent list is empty. */
    public LeaseRequest(String deviceId, @Nullable List<String> sessionIds) {
        this.deviceId = deviceId;
        this.sessionIds = sessionIds == null ? List.of() : List.copyOf(sessionIds);
    }
}
