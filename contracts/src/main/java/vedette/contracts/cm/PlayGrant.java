package vedette.contracts.cm;

import java.time.Instant;
import java.util.List;
import vedette.contracts.IceServer;

/**
 * The right to ask the device for media once (H.626.4 §8.4 S3).
 *
 * @param sessionId {@code ses_…}
 * @param flowId id of the 8.4 flow
 * @param rtspUrl the device's URL for native clients, without credentials
 * @param signalUrl portal-relative URL of the signalling WebSocket
 * @param token base64url of 32 bytes; single use
 * @param iceServers ICE servers for this session; empty if the platform offers no relay
 * @param candidates where the device can be reached
 * @param deviceSpki base64url public key (SPKI DER) that signs the device's media proof
 * @param nonce base64url, signed in the proof
 * @param expiresAt until when the token must be used first
 */
public record PlayGrant(
        String sessionId,
        String flowId,
        String rtspUrl,
        String signalUrl,
        String token,
        List<IceServer> iceServers,
        List<Candidate> candidates,
        String deviceSpki,
        String nonce,
        Instant expiresAt) {
    /**
     * One way to the device.
     *
     * @param kind {@code lan wan relay}
     * @param url RTSP URL
     */
    public record Candidate(String kind, String url) {}

    /** Never shows the token. */
    @Override
    public String toString() {
        return "PlayGrant[sessionId=" + sessionId + "]";
    }
}
