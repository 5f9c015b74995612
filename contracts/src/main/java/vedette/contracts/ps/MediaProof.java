package vedette.contracts.ps;

/**
 * What the viewer checks before it trusts the answer: a signature by the device's key over {@link DeviceProofs#media}.
 *
 * @param nonce of the play request
 * @param deviceFingerprint SHA-256 of the device's DTLS certificate, upper-case hexadecimal with colons
 * @param iceUfrag the device's ICE user fragment in the answer
 * @param signature base64url r‖s
 */
public record MediaProof(String nonce, String deviceFingerprint, String iceUfrag, String signature) {}
