package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invitation.
 *
 * @param invitationId {@code inv_…}
 * @param url link for the customer with the token in its fragment; only in the answer that made it
 * @param phone only this number may use it
 * @param note for the operator
 * @param status {@code open used expired}
 * @param createdAt when made
 * @param expiresAt end of validity
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Invitation(
        String invitationId,
        @Nullable String url,
        @Nullable String phone,
        @Nullable String note,
        String status,
        Instant createdAt,
        Instant expiresAt) {
    /** Never shows the link. */
    @Override
    public String toString() {
        return "Invitation[invitationId=" + invitationId + "]";
    }
}
