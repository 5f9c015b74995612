package vedette.contracts.sm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.IceServer;
import vedette.contracts.sd.RelayUrls;

/**
 * Something for the viewer of a session, from the SCU that has the device to the one that has the viewer,
 * {@code POST /internal/v1/sessions/{id}/viewer-notices}.
 *
 * @param deviceId device that it is about
 * @param type {@code candidate}, {@code end}, {@code relay-moved} or {@code ice-servers}
 * @param candidate of the device, null = no more will come
 * @param reason why it ended
 * @param urls relay-moved: where the stream is now
 * @param cuTicket relay-moved: opens the fMP4 WebSocket once within 30 s
 * @param iceServers ice-servers: for a second media connection
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewerNotice(
        String deviceId,
        String type,
        @Nullable String candidate,
        @Nullable String reason,
        @Nullable RelayUrls urls,
        @Nullable String cuTicket,
        @Nullable List<IceServer> iceServers) {
    /** A candidate, or the end of the session. */
    public ViewerNotice(String deviceId, String type, @Nullable String candidate, @Nullable String reason) {
        this(deviceId, type, candidate, reason, null, null, null);
    }

    /** Never shows the ticket. */
    @Override
    public String toString() {
        return "ViewerNotice[deviceId=" + deviceId + ", type=" + type + "]";
    }
}
