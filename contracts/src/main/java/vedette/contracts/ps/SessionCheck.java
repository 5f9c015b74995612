package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sc.DigestResponse;

/**
 * The device asks whether a viewer may watch (H.626.4 §8.4 S5). Either {@code token} or {@code digest} is there.
 *
 * @param sessionId null if only the digest names it (access keys)
 * @param token token shown by the viewer
 * @param digest RTSP Digest shown by the viewer
 * @param viewerFingerprint SHA-256 of the certificate in the viewer's offer, upper-case hexadecimal with colons (webrtc)
 * @param peerAddress the viewer's address as seen by the device
 * @param transport {@code webrtc} or {@code rtsp}
 * @param flow the 8.4 flow at S5; null if the viewer could not name it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionCheck(
        @Nullable String sessionId,
        @Nullable String token,
        @Nullable DigestResponse digest,
        @Nullable String viewerFingerprint,
        @Nullable String peerAddress,
        String transport,
        @Nullable FlowRef flow) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "SessionCheck[sessionId=" + sessionId + ", transport=" + transport + "]";
    }
}
