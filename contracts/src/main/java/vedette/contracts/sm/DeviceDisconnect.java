package vedette.contracts.sm;

/**
 * Closes a device's channel, {@code POST /internal/v1/devices/{id}:disconnect}.
 *
 * @param reason e.g. {@code device-disabled}
 */
public record DeviceDisconnect(String reason) {}
