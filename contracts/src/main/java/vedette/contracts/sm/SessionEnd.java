package vedette.contracts.sm;

/**
 * Ends a media session at its device, {@code POST /internal/v1/sessions/{id}:end}.
 *
 * @param deviceId device that serves it
 * @param reason problem-like code, e.g. {@code revoked}
 */
public record SessionEnd(String deviceId, String reason) {}
