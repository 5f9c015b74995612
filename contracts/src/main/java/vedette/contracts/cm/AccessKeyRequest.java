package vedette.contracts.cm;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a view-only key for other software.
 *
 * @param label 1..80 characters, e.g. {@code Home Assistant}
 * @param expiresAt end of validity, null = until revoked
 */
public record AccessKeyRequest(String label, @Nullable Instant expiresAt) {}
