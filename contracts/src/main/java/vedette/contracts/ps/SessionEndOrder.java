package vedette.contracts.ps;

/**
 * End a session at once.
 *
 * @param sessionId the session; an unknown one is no error
 * @param reason code, e.g. {@code viewer-left}, {@code revoked}
 */
public record SessionEndOrder(String sessionId, String reason) {}
