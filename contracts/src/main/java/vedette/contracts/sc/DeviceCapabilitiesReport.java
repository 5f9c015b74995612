package vedette.contracts.sc;

import vedette.contracts.device.DeviceCapabilities;

/**
 * A device's capabilities changed, {@code POST /internal/v1/device-capabilities}.
 *
 * @param deviceId the device
 * @param capabilities the new ones, complete
 */
public record DeviceCapabilitiesReport(String deviceId, DeviceCapabilities capabilities) {}
