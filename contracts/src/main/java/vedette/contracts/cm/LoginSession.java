package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One sign-in of one's account.
 *
 * @param sessionId {@code ses_…}
 * @param current whether it is the one that asks
 * @param createdAt when it began
 * @param lastUsedAt last refresh
 * @param address client address at sign-in
 * @param userAgent browser at sign-in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoginSession(
        String sessionId,
        boolean current,
        Instant createdAt,
        Instant lastUsedAt,
        @Nullable String address,
        @Nullable String userAgent) {}
