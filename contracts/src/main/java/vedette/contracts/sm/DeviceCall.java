package vedette.contracts.sm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls a device through the SCU that holds its channel, {@code POST /internal/v1/devices/{id}/calls}; the answer is the device's result.
 *
 * @param method one of {@link vedette.contracts.ps.ChannelMethods#FROM_SCU}, except {@code channel.*}
 * @param params as on the control channel
 * @param eventsTo internal face of the SCU that has the viewer; gets the session's {@link ViewerNotice}s
 * @param viewerAddress address of the viewer's signalling connection, for the relay's permissions
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeviceCall(
        String method, Map<String, Object> params, @Nullable String eventsTo, @Nullable String viewerAddress) {
    /** Never shows the parameters: an offer's hold a token. */
    @Override
    public String toString() {
        return "DeviceCall[method=" + method + "]";
    }
}
