package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.device.ViewerCapabilities;
import vedette.contracts.flow.FlowRef;

/**
 * Result of a legitimacy check (H.626.4 §8.4 S8, S9). If {@code ok} is false only {@code reason} and {@code flow} are set.
 *
 * @param ok whether the device may serve this viewer
 * @param reason problem code if not
 * @param sessionId the session
 * @param capabilities what the viewer can show
 * @param channel channel to serve
 * @param stream {@code main} or {@code sub}
 * @param userRef opaque reference to the viewer, for the device's log
 * @param leaseMs how long the device may serve without a renewal
 * @param nonce nonce of the play request, signed in the media proof
 * @param viewerFingerprint fingerprint that the offer must have
 * @param flow the flow at S8
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionVerified(
        boolean ok,
        @Nullable String reason,
        @Nullable String sessionId,
        @Nullable ViewerCapabilities capabilities,
        @Nullable Integer channel,
        @Nullable String stream,
        @Nullable String userRef,
        @Nullable Long leaseMs,
        @Nullable String nonce,
        @Nullable String viewerFingerprint,
        @Nullable FlowRef flow) {
    /** A refusal. */
    public static SessionVerified refused(String reason, @Nullable FlowRef flow) {
        return new SessionVerified(false, reason, null, null, null, null, null, null, null, null, flow);
    }
}
