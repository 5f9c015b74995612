package vedette.contracts.sc;

/**
 * Somebody pressed the device's button, {@code POST /internal/v1/device-buttons}; needed to bind it again after an unbind.
 *
 * @param deviceId the device
 */
public record DeviceButton(String deviceId) {}
