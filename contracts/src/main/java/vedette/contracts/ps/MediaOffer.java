package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * A browser asks for media (H.626.4 §8.4 S4, through the SCU). The device checks it with {@link SessionCheck} before it answers.
 *
 * @param sessionId the play session
 * @param token shown by the viewer
 * @param offer SDP of the viewer
 * @param flow the 8.4 flow at S4
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediaOffer(String sessionId, String token, String offer, @Nullable FlowRef flow) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "MediaOffer[sessionId=" + sessionId + "]";
    }
}
