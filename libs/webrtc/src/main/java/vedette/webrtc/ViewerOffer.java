package vedette.webrtc;

import java.util.List;

/**
 * A viewer's wish for media.
 *
 * @param sdp the offer (RFC 8829 §5.2)
 * @param viewerFingerprint the certificate that the play token was issued for; the offer must name it and DTLS must
 *     show it
 * @param iceServers STUN and TURN servers for this session
 * @param plan what will be sent
 */
public record ViewerOffer(String sdp, Fingerprint viewerFingerprint, List<IceServer> iceServers, MediaPlan plan) {
    public ViewerOffer {
        iceServers = List.copyOf(iceServers);
    }
}
