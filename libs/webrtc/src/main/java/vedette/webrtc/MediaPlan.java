package vedette.webrtc;

import java.util.Optional;
import java.util.regex.Pattern;
import vedette.rtp.g711.G711;

/**
 * What the device can send in one session.
 *
 * @param h264ProfileLevelId the stream's {@code profile-level-id} (RFC 6184 §8.1), six hex digits; guides the choice
 *     among the offered payload types, since browsers decode more profiles than they list
 * @param audio the codec of the audio that will be sent, or empty for none
 */
public record MediaPlan(String h264ProfileLevelId, Optional<G711> audio) {
    private static final Pattern PROFILE_LEVEL_ID = Pattern.compile("[0-9A-Fa-f]{6}");

    public MediaPlan {
        if (!PROFILE_LEVEL_ID.matcher(h264ProfileLevelId).matches()) {
            throw new IllegalArgumentException(
                    "profile-level-id: expected six hex digits such as 42e01f, found \"" + h264ProfileLevelId + "\"");
        }
    }

    /** Video only. */
    public static MediaPlan video(String h264ProfileLevelId) {
        return new MediaPlan(h264ProfileLevelId, Optional.empty());
    }

    /** Video and audio; the session goes on without audio if the viewer did not offer the codec. */
    public static MediaPlan videoAndAudio(String h264ProfileLevelId, G711 codec) {
        return new MediaPlan(h264ProfileLevelId, Optional.of(codec));
    }
}
