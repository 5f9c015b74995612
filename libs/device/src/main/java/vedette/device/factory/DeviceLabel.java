package vedette.device.factory;

/**
 * What is printed on a device's label. The code is the owner's proof of possession: whoever has it can bind the device.
 *
 * @param code as printed, {@code XXXX-XXXX-XXXX-XXXX-C}
 * @param keyPin base64url SHA-256 of the device's SubjectPublicKeyInfo
 * @param url content of the QR code
 */
public record DeviceLabel(String serial, String code, String keyPin, String url) {
    @Override
    public String toString() {
        return "DeviceLabel[" + serial + "]";
    }
}
