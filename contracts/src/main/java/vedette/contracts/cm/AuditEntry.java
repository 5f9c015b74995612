package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One privileged action.
 *
 * @param auditId {@code aud_…}
 * @param at when
 * @param actor user id or service
 * @param action e.g. {@code customer.approve}
 * @param object id of what was acted on
 * @param result {@code ok} or a problem code
 * @param address client address
 * @param detail more, without secrets
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditEntry(
        String auditId,
        Instant at,
        String actor,
        String action,
        @Nullable String object,
        String result,
        @Nullable String address,
        @Nullable String detail) {}
