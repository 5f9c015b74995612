package vedette.contracts.cs;

import org.jspecify.annotations.Nullable;

/**
 * A viewer without signalling connection (a native RTSP client) asks for the distributed path (register 11.3 R01),
 * {@code POST /scu/v1/relay-requests}. The session's token is its right; it stays usable.
 *
 * @param sessionId {@code ses_…}
 * @param token token of the play request
 * @param reason short words or code: why the direct path does not do
 * @param want {@code rtsp} or {@code fmp4}, default rtsp
 */
public record RelayRequest(
        String sessionId,
        String token,
        @Nullable String reason,
        @Nullable String want) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "RelayRequest[sessionId=" + sessionId + ", want=" + want + "]";
    }
}
