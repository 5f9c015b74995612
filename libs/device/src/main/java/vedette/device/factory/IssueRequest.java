package vedette.device.factory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One device to make.
 *
 * @param serial null to draw one of the form {@code VDT-XXXX-XXXX}
 * @param channels number of cameras behind the device, 1 for a camera
 * @param bootstrapUrls where the device asks first, e.g. {@code https://host:8444/scu/v1/bootstrap}; tried in this order
 * @param bootstrapPin base64url SHA-256 of the SPKI of the platform's bootstrap signer ({@code GET /cmu/v1/platform})
 * @param portalOrigin origin of the portal for the label's QR, e.g. {@code https://cameras.example}
 */
public record IssueRequest(
        @Nullable String serial,
        String model,
        int channels,
        List<String> bootstrapUrls,
        String bootstrapPin,
        String portalOrigin) {}
