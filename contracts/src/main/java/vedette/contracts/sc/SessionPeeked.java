package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a right token opens. If {@code ok} is false only {@code reason} is set.
 *
 * @param ok whether the token is the session's and the session lives
 * @param reason problem code if not
 * @param deviceId the device
 * @param scu instance that holds its channel, null if none
 * @param scuInternalUrl base URL of that instance's internal face
 * @param tenantId tenant of the device
 * @param channel channel to serve
 * @param stream {@code main} or {@code sub}
 * @param distributionAllowed whether the owner allows the MTU to distribute
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionPeeked(
        boolean ok,
        @Nullable String reason,
        @Nullable String deviceId,
        @Nullable String scu,
        @Nullable String scuInternalUrl,
        @Nullable String tenantId,
        @Nullable Integer channel,
        @Nullable String stream,
        @Nullable Boolean distributionAllowed) {
    /** A refusal. */
    public static SessionPeeked refused(String reason) {
        return new SessionPeeked(false, reason, null, null, null, null, null, null, null);
    }
}
