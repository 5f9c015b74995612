package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.device.DeviceCapabilities;
import vedette.contracts.device.DeviceMedia;
import vedette.contracts.flow.FlowRef;

/**
 * A device's application for registration as the SCU passes it on (H.626.4 §8.1 S2), {@code POST /internal/v1/registrations}:
 * the device's body and what the SCU knows about the connection.
 *
 * @param serial serial number, equals the certificate's CN
 * @param kind {@code pu} or {@code nvr}
 * @param bootId base64url of 16 random bytes, fresh at each start of the device
 * @param nonce the SCU's challenge, already checked and used up by the SCU
 * @param certificateChainPem leaf first, root last
 * @param signature base64url r‖s over the registration proof string
 * @param labelVerifier {@link vedette.contracts.LabelCode#verifier}
 * @param firmware version
 * @param model model name
 * @param level level of support 1..4
 * @param protocolVersions channel protocol versions that the device speaks
 * @param capabilities channels and streams
 * @param media where it serves media
 * @param scu instance that it registers at
 * @param peerAddress the device's address as seen by the SCU, without port
 * @param flow the 8.1 flow at S2
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegistrationRequest(
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
        @Nullable DeviceMedia media,
        String scu,
        String peerAddress,
        @Nullable FlowRef flow) {}
