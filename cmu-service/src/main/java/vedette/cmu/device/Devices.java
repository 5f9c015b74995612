package vedette.cmu.device;

import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.Ids;
import vedette.contracts.device.DeviceCapabilities;

/** Devices as other features need them. */
@Component
public class Devices {
    private final DeviceRepository devices;
    private final CapabilityText capabilities;
    private final Clock clock;

    Devices(DeviceRepository devices, CapabilityText capabilities, Clock clock) {
        this.devices = devices;
        this.capabilities = capabilities;
        this.clock = clock;
    }

    /** By id, in the present tenant. */
    public Optional<Device> find(String deviceId) {
        return devices.findById(deviceId);
    }

    /** By serial or id, in the present tenant. */
    public Optional<Device> bySerialOrId(String text) {
        return Ids.isValid("dev", text) ? devices.findById(text) : devices.findBySerial(text);
    }

    /** The capabilities that a device told last. */
    public DeviceCapabilities capabilities(Device device) {
        return capabilities.read(device.capabilities());
    }

    /** Somebody pressed its button. */
    @Transactional
    public void buttonPressed(String deviceId) {
        find(deviceId).orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception).buttonPressed(clock.instant());
    }

    /** Its capabilities changed. */
    @Transactional
    public void capabilitiesChanged(String deviceId, DeviceCapabilities changed) {
        String json = capabilities.write(changed);
        find(deviceId).orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception).setCapabilities(json);
    }

    /** Disables a device, or enables it again; returns whether it was changed. */
    @Transactional
    public boolean setDisabled(String deviceId, boolean disabled) {
        Device device = find(deviceId).orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
        boolean was = device.registration() == Device.Registration.DISABLED;
        if (was != disabled) {
            device.moveTo(disabled ? Device.Registration.DISABLED : Device.Registration.REGISTERED);
        }
        return was != disabled;
    }
}
