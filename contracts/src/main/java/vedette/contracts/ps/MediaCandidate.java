package vedette.contracts.ps;

import org.jspecify.annotations.Nullable;

/**
 * One trickled ICE candidate, either way (RFC 8838).
 *
 * @param sessionId the session
 * @param candidate {@code candidate:…} as in SDP, null = no more will come
 */
public record MediaCandidate(String sessionId, @Nullable String candidate) {}
