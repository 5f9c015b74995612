package vedette.contracts.sc;

/**
 * A one-time sign-in link.
 *
 * @param linkToken secret for {@code POST /cmu/v1/sessions:link}; shown once
 * @param userId account that it opens
 * @param expiresInMs how long it works
 */
public record SignInLink(String linkToken, String userId, long expiresInMs) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "SignInLink[userId=" + userId + "]";
    }
}
