package vedette.contracts.cm;

import java.time.Instant;

/**
 * If the number has an account, a code was sent to it.
 *
 * @param resetId {@code req_…}
 * @param expiresAt until when the code works
 */
public record PasswordResetStarted(String resetId, Instant expiresAt) {}
