package vedette.pu.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import vedette.contracts.device.ViewerCapabilities;
import vedette.contracts.flow.FlowRef;
import vedette.pu.media.StreamInfo;
import vedette.pu.media.StreamRequest;

/**
 * The platform's word that a viewer may watch (H.626.4 §8.4 S9).
 *
 * @param lease how long the unit may serve without a renewal
 * @param nonce the play request's nonce, part of the media proof
 * @param flow the flow at S9, cause = this unit's S9 event; null if the platform sent none
 */
record Grant(
        String sessionId,
        ViewerCapabilities capabilities,
        int channel,
        String stream,
        String viewer,
        Duration lease,
        String nonce,
        @Nullable String viewerFingerprint,
        @Nullable FlowRef flow) {

    /** The viewer's limits as a request to the media source (H.626.4 §7 f). */
    StreamRequest request() {
        return new StreamRequest(
                StreamInfo.SUB.equals(stream) ? StreamInfo.SUB : StreamInfo.MAIN,
                limit(capabilities.widthMax()),
                limit(capabilities.heightMax()),
                limit(capabilities.fpsMax()),
                limit(capabilities.kbpsMax()),
                wantsAudio());
    }

    boolean wantsVideo(String codec) {
        return capabilities.codecs().isEmpty() || capabilities.codecs().stream().anyMatch(codec::equalsIgnoreCase);
    }

    /** A viewer that named no codec at all, as a player with an access key, gets what there is. */
    boolean wantsAudio() {
        boolean unspecified =
                capabilities.codecs().isEmpty() && capabilities.audioCodecs().isEmpty();
        return unspecified
                || capabilities.audioCodecs().stream()
                        .anyMatch(codec -> codec.equalsIgnoreCase("PCMA") || codec.equalsIgnoreCase("PCMU"));
    }

    /** A viewer that cannot take A-law gets µ-law, which any sample of A-law converts to. */
    boolean wantsMuLaw() {
        return capabilities.audioCodecs().stream().noneMatch("PCMA"::equalsIgnoreCase)
                && capabilities.audioCodecs().stream().anyMatch("PCMU"::equalsIgnoreCase);
    }

    private static int limit(@Nullable Integer max) {
        return max == null || max < 0 ? 0 : max;
    }
}
