package vedette.contracts.ps;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renews the leases of running sessions; once a minute.
 *
 * @param sessionIds at most 100
 */
public record LeaseRenewal(List<String> sessionIds) {
    /** An absent list is empty. */
    public LeaseRenewal(@Nullable List<String> sessionIds) {
        this.sessionIds = sessionIds == null ? List.of() : List.copyOf(sessionIds);
    }
}
