package vedette.contracts.ps;

import vedette.contracts.device.DeviceCapabilities;

/**
 * The device's capabilities changed.
 *
 * @param capabilities the new ones, complete
 */
public record CapabilitiesChanged(DeviceCapabilities capabilities) {}
