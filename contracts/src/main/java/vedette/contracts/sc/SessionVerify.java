package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * Legitimacy check of a media request (H.626.4 §8.4 S6), {@code POST /internal/v1/sessions/{id}:verify}; the id is
 * {@link #BY_KEY} if the digest's username is an access key, {@link #BY_TOKEN} if a bearer token came without a session.
 *
 * @param deviceId device that was asked for media, as authenticated by its channel
 * @param token token shown by the viewer, or null if digest
 * @param digest digest shown by the viewer, or null if token
 * @param viewerFingerprint SHA-256 of the viewer's DTLS certificate in its offer (transport webrtc)
 * @param peerAddress the viewer's address as seen by the device
 * @param transport {@code webrtc} or {@code rtsp}
 * @param flow the 8.4 flow at S6
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionVerify(
        String deviceId,
        @Nullable String token,
        @Nullable DigestResponse digest,
        @Nullable String viewerFingerprint,
        @Nullable String peerAddress,
        String transport,
        @Nullable FlowRef flow) {
    /** Path id of a check by access key. */
    public static final String BY_KEY = "by-key";
    /** Path id of a check of a bearer token, which does not name its session (RTSP). */
    public static final String BY_TOKEN = "by-token";

    /** Never shows the token. */
    @Override
    public String toString() {
        return "SessionVerify[deviceId=" + deviceId + ", transport=" + transport + "]";
    }
}
