package vedette.contracts.sc;

/**
 * A device answered the channel challenge; {@code POST /internal/v1/channels}.
 *
 * @param deviceId who it says it is
 * @param bootId its boot id
 * @param nonce the SCU's challenge on this connection
 * @param signature base64url r‖s over the channel proof string
 * @param scu instance that holds the connection
 * @param scuBoot boot id of that instance
 * @param peerAddress the device's address as seen by the SCU, without port
 */
public record ChannelOpen(
        String deviceId,
        String bootId,
        String nonce,
        String signature,
        String scu,
        String scuBoot,
        String peerAddress) {}
