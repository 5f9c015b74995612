package vedette.contracts.cm;

/**
 * Sign-in (H.626.4 §6.3.2).
 *
 * @param phone E.164
 * @param password the password
 */
public record LoginRequest(String phone, String password) {
    /** Never shows the password. */
    @Override
    public String toString() {
        return "LoginRequest[…]";
    }
}
