package vedette.contracts.ps;

/**
 * A session is over.
 *
 * @param sessionId the session
 * @param reason {@code viewer-left viewer-lost revoked lease-expired device-error …}
 * @param bytes media bytes sent
 * @param durationMs from the first to the last of them
 */
public record SessionEndedReport(String sessionId, String reason, long bytes, long durationMs) {}
