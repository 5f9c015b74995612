package vedette.contracts.cm;

import org.jspecify.annotations.Nullable;

/**
 * Binds a device to the account (H.626.4 §8.2 S1).
 *
 * @param device serial or {@code dev_…} id
 * @param code the 17 characters of the label; hyphens and case do not matter
 * @param name name for it, default: its model
 * @param keyPin base64url SHA-256 of the device's SPKI from the label's QR; if given it must match
 */
public record BindRequest(
        String device,
        String code,
        @Nullable String name,
        @Nullable String keyPin) {
    /** Never shows the code. */
    @Override
    public String toString() {
        return "BindRequest[device=" + device + "]";
    }
}
