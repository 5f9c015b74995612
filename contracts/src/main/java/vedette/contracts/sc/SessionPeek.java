package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a session without using its token up (unless {@code bind}), {@code POST /internal/v1/sessions/{id}:peek} (register 11.3 R01).
 *
 * @param token token shown by the viewer
 * @param bind whether the session starts by this, since no device and no MTU will ask: the viewer gets fragmented MP4 for a ticket
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionPeek(String token, @Nullable Boolean bind) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "SessionPeek[]";
    }
}
