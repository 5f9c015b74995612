package vedette.contracts.cm;

import org.jspecify.annotations.Nullable;

/**
 * Sign-up with a mobile number (H.626.4 §6.1.1).
 *
 * @param phone E.164
 * @param password at least 10 characters
 * @param displayName 1..80 characters
 * @param invitation token from an invitation link
 */
public record SignUpRequest(
        String phone,
        String password,
        String displayName,
        @Nullable String invitation) {
    /** Never shows the password. */
    @Override
    public String toString() {
        return "SignUpRequest[…]";
    }
}
