package vedette.contracts.sc;

import java.util.List;

/**
 * Renewed leases.
 *
 * @param leases one per session asked for
 */
public record Leases(List<Lease> leases) {
    /**
     * One lease.
     *
     * @param sessionId the session
     * @param leaseMs how long it may go on; 0 = end it now
     */
    public record Lease(String sessionId, long leaseMs) {}
}
