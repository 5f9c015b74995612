package vedette.contracts.ps;

/**
 * The device's answer to the challenge.
 *
 * @param deviceId who it is
 * @param bootId the same as at registration, as long as the device runs
 * @param signature base64url r‖s over {@link DeviceProofs#channel}
 */
public record ChannelProof(String deviceId, String bootId, String signature) {}
