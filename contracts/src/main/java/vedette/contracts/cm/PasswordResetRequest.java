package vedette.contracts.cm;

/**
 * Asks for a code to set a new password.
 *
 * @param phone E.164
 */
public record PasswordResetRequest(String phone) {}
