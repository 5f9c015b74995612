package vedette.contracts.ps;

/**
 * Send a key frame soon.
 *
 * @param sessionId the session
 */
public record SessionKeyframe(String sessionId) {}
