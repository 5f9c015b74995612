package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Where a session's device is connected, {@code GET /internal/v1/sessions/{id}/route} (H.626.4 §7.1: the CMU locates PUs).
 *
 * @param deviceId the device
 * @param scu instance that holds its channel, null if none
 * @param scuInternalUrl base URL of that instance's internal face
 * @param state {@code open} (not verified yet), {@code playing} or {@code ended}
 * @param viewerFingerprint fingerprint that the viewer's offer must have
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionRoute(
        String deviceId,
        @Nullable String scu,
        @Nullable String scuInternalUrl,
        String state,
        @Nullable String viewerFingerprint) {}
