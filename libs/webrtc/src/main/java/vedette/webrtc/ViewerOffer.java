package vedette.webrtc;

/**
 * A viewer's wish for media.
 *
 * @param sdp the offer (RFC 8829 §5.2)
 * @param viewerFingerprint the certificate that the play token was issued for; the offer must name it and DTLS must
 *     show it
 * @param ice STUN and TURN servers for this session
 * @param plan what will be sent
 */
public record ViewerOffer(String sdp, Fingerprint viewerFingerprint, IceOptions ice, MediaPlan plan) {}
