package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.device.DeviceCapabilities;
import vedette.contracts.device.DeviceMedia;

/**
 * A device applies for registration (H.626.4 §8.1 S1), {@code POST /scu/v1/devices:register}.
 *
 * @param serial serial number, equals the certificate's CN
 * @param kind {@code pu} or {@code nvr}
 * @param bootId base64url of 16 random bytes, fresh at each start of the device
 * @param nonce of a {@link Challenge}
 * @param certificateChainPem leaf first, root last; at most {@link #CHAIN_MAX}
 * @param signature base64url r‖s over {@link DeviceProofs#registration}
 * @param labelVerifier {@link vedette.contracts.LabelCode#verifier}
 * @param firmware version
 * @param model model name
 * @param level level of support 1..4
 * @param protocolVersions channel protocol versions that the device speaks
 * @param capabilities channels and streams
 * @param media where it serves media; null if it only answers offers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceRegistration(
        String serial,
        String kind,
        String bootId,
        String nonce,
        List<String> certificateChainPem,
        String signature,
        String labelVerifier,
        String firmware,
        String model,
        int level,
        List<Integer> protocolVersions,
        DeviceCapabilities capabilities,
        @Nullable DeviceMedia media) {
    /** Certificates in a chain. */
    public static final int CHAIN_MAX = 4;

    /** Absent lists are empty. */
    public DeviceRegistration {
        certificateChainPem = orEmpty(certificateChainPem);
        protocolVersions = orEmpty(protocolVersions);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
