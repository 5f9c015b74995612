package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as its owner or an operator sees it.
 *
 * @param userId {@code usr_…}
 * @param displayName name shown in the portal
 * @param phone E.164, null for an operator made without a number
 * @param role {@code user operator administrator}
 * @param status {@code pending active suspended}
 * @param language BCP 47 tag, null = the browser's
 * @param createdAt when it was confirmed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Account(
        String userId,
        String displayName,
        @Nullable String phone,
        String role,
        String status,
        @Nullable String language,
        Instant createdAt) {}
