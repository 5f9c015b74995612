package vedette.stun.server;

/**
 * A credential and what it opens.
 *
 * @param username as the client sends it
 * @param side {@code cu} or {@code pu}
 * @param md5Key long-term key by MD5 (RFC 8489 §9.2.2)
 * @param sha256Key long-term key by SHA-256
 * @param expiresAtNanos when new allocations are refused, by the monotonic clock of the server's calls
 * @param session what it belongs to
 */
@SuppressWarnings("ArrayRecordComponent")
public record Grant(String username, String side, byte[] md5Key, byte[] sha256Key, long expiresAtNanos, TurnSession session) {
    /** Never shows keys. */
    @Override
    public String toString() {
        return "Grant[username=" + username + "]";
    }
}
