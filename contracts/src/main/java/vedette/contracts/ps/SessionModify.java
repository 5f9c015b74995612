package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Change a running session (H.626.4 §7.2: modify); null leaves a value as it is.
 *
 * @param sessionId the session
 * @param stream {@code main} or {@code sub}
 * @param widthMax pixels
 * @param heightMax pixels
 * @param fpsMax frames per second
 * @param kbpsMax kbit/s
 * @param paused whether to stop sending for now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionModify(
        String sessionId,
        @Nullable String stream,
        @Nullable Integer widthMax,
        @Nullable Integer heightMax,
        @Nullable Integer fpsMax,
        @Nullable Integer kbpsMax,
        @Nullable Boolean paused) {}
