package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access key without its secret.
 *
 * @param keyId {@code key_…}
 * @param label given by the owner
 * @param createdAt when made
 * @param expiresAt end of validity, null = until revoked
 * @param lastUsedAt last successful check
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessKey(
        String keyId,
        String label,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
