package vedette.contracts.device;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device can do, told at registration and whenever it changes.
 *
 * @param channels its channels, 1..16
 */
public record DeviceCapabilities(List<ChannelInfo> channels) {
    /** An absent list is empty. */
    public DeviceCapabilities(@Nullable List<ChannelInfo> channels) {
        this.channels = channels == null ? List.of() : List.copyOf(channels);
    }
}
