package vedette.contracts.cm;

import java.time.Instant;

/**
 * A code was sent by SMS.
 *
 * @param signupId {@code sgn_…}
 * @param expiresAt until when the code works
 * @param codeNeeded false on a platform without SMS gateway: confirm with an empty code
 */
public record SignUpStarted(String signupId, Instant expiresAt, boolean codeNeeded) {}
