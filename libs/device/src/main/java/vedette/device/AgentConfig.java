package vedette.device;

import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vedette.contracts.device.DeviceCapabilities;

/**
 * What the device says about itself.
 *
 * @param firmware version as the vendor writes it
 * @param level 1 control, 2 media by dial-out, 3 direct, 4 storage
 * @param capabilities asked at each registration
 * @param rtspUrl base URL of the device's RTSP server, asked at each registration
 * @param sessions number of running media sessions, for the heartbeat
 * @param region where the device is, to be given near servers; null if not configured
 */
public record AgentConfig(
        String firmware,
        int level,
        Supplier<DeviceCapabilities> capabilities,
        Supplier<String> rtspUrl,
        IntSupplier sessions,
        @Nullable String region) {}
