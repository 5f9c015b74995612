package vedette.contracts.sm;

/**
 * State of a device as its SCU sees it (H.626.4 §7.2), {@code GET /internal/v1/devices/{id}}.
 *
 * @param deviceId the device
 * @param status {@code online}, {@code active} (online and serving media), {@code offline}, {@code inactive} (disabled)
 */
public record DeviceStatus(String deviceId, String status) {}
