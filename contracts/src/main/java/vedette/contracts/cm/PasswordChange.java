package vedette.contracts.cm;

/**
 * Changes the password; all other sign-ins end.
 *
 * @param oldPassword the present one
 * @param newPassword at least 10 characters
 */
public record PasswordChange(String oldPassword, String newPassword) {
    /** Never shows the secrets. */
    @Override
    public String toString() {
        return "PasswordChange[…]";
    }
}
