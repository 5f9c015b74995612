package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that the owner of an account should know.
 *
 * @param at when
 * @param kind {@code signed-in sign-in-failed locked password-changed password-reset session-ended refresh-reused …}
 * @param address client address
 * @param detail more, without secrets
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecurityEvent(
        Instant at,
        String kind,
        @Nullable String address,
        @Nullable String detail) {}
