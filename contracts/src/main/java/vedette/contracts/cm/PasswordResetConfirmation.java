package vedette.contracts.cm;

/**
 * Sets a new password; ends all sign-ins and tells the owner by SMS.
 *
 * @param code six digits from the SMS
 * @param newPassword at least 10 characters
 */
public record PasswordResetConfirmation(String code, String newPassword) {
    /** Never shows the secrets. */
    @Override
    public String toString() {
        return "PasswordResetConfirmation[…]";
    }
}
