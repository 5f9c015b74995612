package vedette.contracts.ps;

import java.time.Instant;

/**
 * The SCU's first frame.
 *
 * @param nonce base64url of 32 random bytes, to be signed with {@link DeviceProofs#channel}
 * @param scu name of the instance
 * @param scuBoot fresh at each start of it
 * @param serverTime the platform's time
 */
public record ChannelChallenge(String nonce, String scu, String scuBoot, Instant serverTime) {}
