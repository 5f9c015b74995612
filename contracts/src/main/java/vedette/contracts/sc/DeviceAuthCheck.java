package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * A device's signed addresses (H.626.4 §8.3 S4), {@code POST /internal/v1/device-auth}; 200 or 403.
 *
 * @param deviceId the device, as authenticated by its channel
 * @param bootId its boot id
 * @param nonce that the SCU gave it on this connection
 * @param signature base64url r‖s over {@link vedette.contracts.ps.DeviceProofs#address}
 * @param localAddrs {@code ip:port}, at most 16
 * @param natAddr {@code ip:port} as the STUN server saw it, null if it answered not
 * @param mapping mapping behaviour of its NAT (RFC 4787 §4.1)
 * @param filtering filtering behaviour of its NAT (RFC 4787 §5)
 * @param peerAddress the device's address as seen by the SCU, without port
 * @param flow the 8.3 flow at S4
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceAuthCheck(
        String deviceId,
        String bootId,
        String nonce,
        String signature,
        List<String> localAddrs,
        @Nullable String natAddr,
        String mapping,
        String filtering,
        String peerAddress,
        @Nullable FlowRef flow) {
    /** An absent list is empty. */
    public DeviceAuthCheck {
        localAddrs = orEmpty(localAddrs);
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
