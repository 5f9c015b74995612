package vedette.platform.security;

import vedette.platform.error.VedetteException;

/** Checks access tokens. The CMU checks against its own keys, others against the keys that the CMU publishes. */
@FunctionalInterface
public interface TokenVerifier {
    /**
     * The user that a token names.
     *
     * @throws VedetteException 401 {@code token-invalid} if it is malformed, forged, expired or of another issuer
     */
    CurrentUser verify(String token);
}
