package vedette.contracts.sm;

import org.jspecify.annotations.Nullable;

/**
 * Something for the viewer of a session, from the SCU that has the device to the one that has the viewer,
 * {@code POST /internal/v1/sessions/{id}/viewer-notices}.
 *
 * @param deviceId device that says so
 * @param type {@code candidate} or {@code end}
 * @param candidate of the device, null = no more will come
 * @param reason why it ended
 */
public record ViewerNotice(
        String deviceId,
        String type,
        @Nullable String candidate,
        @Nullable String reason) {}
