package vedette.contracts.cm;

/**
 * A sign-in.
 *
 * @param accessToken JWT (ES256) for {@code Authorization: Bearer}
 * @param expiresInMs lifetime of the access token
 * @param refreshToken for one use; kept by cu-web in a cookie, never by scripts
 * @param refreshExpiresInMs lifetime of the refresh token
 * @param account who signed in
 */
public record SessionTokens(
        String accessToken, long expiresInMs, String refreshToken, long refreshExpiresInMs, Account account) {
    /** Never shows the tokens. */
    @Override
    public String toString() {
        return "SessionTokens[userId=" + account.userId() + "]";
    }
}
