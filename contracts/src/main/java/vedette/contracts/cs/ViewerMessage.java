package vedette.contracts.cs;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * What a viewer sends, one JSON object per text message of at most {@link #BYTES_MAX}; the fields beside {@code type} are those of that type.
 *
 * @param type {@code offer}, {@code candidate}, {@code modify}, {@code keyframe}, {@code relay}, {@code bye} or {@code ping}
 * @param sessionId offer: the play session
 * @param token offer: its token
 * @param sdp offer: the viewer's SDP, video and audio recvonly
 * @param flow offer: the 8.4 flow at S4; relay: the 11.3 flow at R01
 * @param candidate candidate: {@code candidate:…}, null = no more will come
 * @param id modify, relay: echoed in the answer
 * @param stream modify: {@code main} or {@code sub}
 * @param widthMax modify: pixels
 * @param heightMax modify: pixels
 * @param fpsMax modify: frames per second
 * @param kbpsMax modify: kbit/s
 * @param paused modify: whether to stop sending for now
 * @param replaces offer: a second media connection of the session that plays on this connection; needs no token
 * @param reason relay: short words or code: why the direct path does not do
 * @param want relay: {@code fmp4} or {@code rtsp}, default fmp4
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViewerMessage(
        String type,
        @Nullable String sessionId,
        @Nullable String token,
        @Nullable String sdp,
        @Nullable FlowRef flow,
        @Nullable String candidate,
        @Nullable String id,
        @Nullable String stream,
        @Nullable Integer widthMax,
        @Nullable Integer heightMax,
        @Nullable Integer fpsMax,
        @Nullable Integer kbpsMax,
        @Nullable Boolean paused,
        @Nullable Boolean replaces,
        @Nullable String reason,
        @Nullable String want) {
    /** Largest message, in bytes of UTF-8. */
    public static final int BYTES_MAX = 64 * 1024;

    /** Never shows the token. */
    @Override
    public String toString() {
        return "ViewerMessage[type=" + type + ", sessionId=" + sessionId + "]";
    }
}
