package vedette.contracts.sc;

/**
 * The usage record of a session, {@code POST /internal/v1/sessions/{id}:ended} (H.626.4 §7.1: service records).
 *
 * @param deviceId device that served it
 * @param reason {@code viewer-left viewer-lost revoked lease-expired device-error …}
 * @param bytes media bytes sent
 * @param durationMs from the first to the last media byte
 */
public record SessionEnded(String deviceId, String reason, long bytes, long durationMs) {}
