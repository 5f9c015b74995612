package vedette.contracts.ps;

/**
 * A nonce for one registration.
 *
 * @param nonce base64url of 32 random bytes; works once, for the serial that asked
 * @param expiresInMs how long it works
 */
public record Challenge(String nonce, long expiresInMs) {}
