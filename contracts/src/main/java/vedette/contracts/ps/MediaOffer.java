package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.IceServer;
import vedette.contracts.flow.FlowRef;

/**
 * A browser asks for media (H.626.4 §8.4 S4, through the SCU). The device checks it with {@link SessionCheck} before it answers, unless it
 * replaces a media connection of a session that it already serves: then the fingerprint must be the same and the token is empty.
 *
 * @param sessionId the play session
 * @param token shown by the viewer; empty if {@code replaces}
 * @param offer SDP of the viewer
 * @param iceServers the device's half of the ICE servers of this session
 * @param replaces whether this is a second media connection of a session that plays: a better path, or a changed address
 * @param flow the 8.4 flow at S4
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediaOffer(
        String sessionId,
        String token,
        String offer,
        List<IceServer> iceServers,
        @Nullable Boolean replaces,
        @Nullable FlowRef flow) {
    /** An absent list is empty. */
    public MediaOffer(
            String sessionId,
            String token,
            String offer,
            @Nullable List<IceServer> iceServers,
            @Nullable Boolean replaces,
            @Nullable FlowRef flow) {
        this.sessionId = sessionId;
        this.token = token;
        this.offer = offer;
        this.iceServers = iceServers == null ? List.of() : List.copyOf(iceServers);
        this.replaces = replaces;
        this.flow = flow;
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "MediaOffer[sessionId=" + sessionId + "]";
    }
}
