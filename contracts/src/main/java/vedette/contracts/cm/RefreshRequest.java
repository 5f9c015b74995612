package vedette.contracts.cm;

/**
 * Exchanges a refresh token for new tokens.
 *
 * @param refreshToken the last one received
 */
public record RefreshRequest(String refreshToken) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "RefreshRequest[…]";
    }
}
