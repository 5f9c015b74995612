package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * The device's addresses, signed (H.626.4 §8.3 S3); again every 5 min, on a changed local address and when the mapping changed.
 *
 * @param nonce {@link ChannelReady#authNonce} or {@link DeviceAuthResult#nextNonce}; works once
 * @param signature base64url r‖s over {@link DeviceProofs#address}
 * @param localAddrs {@code ip:port}, at most {@link #ADDRESSES_MAX}
 * @param natAddr {@code ip:port} as the STUN server saw it, null if none answered
 * @param mapping one of {@link #BEHAVIOURS}
 * @param filtering one of {@link #BEHAVIOURS}
 * @param flow the 8.3 flow at S3
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceAuth(
        String nonce,
        String signature,
        List<String> localAddrs,
        @Nullable String natAddr,
        String mapping,
        String filtering,
        @Nullable FlowRef flow) {
    /** Local addresses at most. */
    public static final int ADDRESSES_MAX = 16;
    /** Behaviours of a NAT (RFC 4787 §4.1, §5; RFC 5780), {@code none} = no NAT. */
    public static final List<String> BEHAVIOURS = List.of(
            "endpoint-independent", "address-dependent", "address-and-port-dependent", "none", "udp-blocked", "unknown");

    /** An absent list is empty. */
    public DeviceAuth {
        localAddrs = orEmpty(localAddrs);
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
