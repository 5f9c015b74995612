package vedette.scu.channel;

import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/** Serves what devices call. Called on event loops: must not block. */
@FunctionalInterface
public interface DeviceRequests {
    /**
     * Serves one call.
     *
     * @param caller the device, proven
     * @param id of the call, the same when it is repeated
     * @return the result, or a {@link DeviceCallException}
     */
    CompletionStage<?> serve(Caller caller, String id, String method, JsonNode params);

    /**
     * The calling device.
     *
     * @param deviceId proven by the channel
     * @param bootId of its present start
     * @param epoch of its channel
     * @param peerAddress its address as seen here
     */
    record Caller(String deviceId, String bootId, long epoch, String peerAddress) {}
}
