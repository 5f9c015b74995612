package vedette.stun.server;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.stun.PasswordAlgorithm;
import vedette.stun.StunKeys;

/** Credentials minted per session, kept in memory until their session ends. Thread-safe. */
public final class CredentialRegistry implements Credentials {
    private static final int PASSWORD_BYTES = 24;

    /**
     * A fresh credential as the client gets it.
     *
     * @param username name
     * @param password 24 random bytes in base64url
     */
    public record Issued(String username, String password) {
        /** Never shows the password. */
        @Override
        public String toString() {
            return "Issued[username=" + username + "]";
        }
    }

    private final String realm;
    private final RandomGenerator random;
    private final Map<String, Grant> byName = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, Grant> byHash = new ConcurrentHashMap<>();

    /**
     * @param realm as in {@link TurnSettings#realm}
     * @param random unpredictable and thread-safe
     */
    public CredentialRegistry(String realm, RandomGenerator random) {
        this.realm = realm;
        this.random = random;
    }

    /**
     * Mints a credential.
     *
     * @param username not known yet
     * @param side {@code cu} or {@code pu}
     * @param expiresAtNanos when it makes no new allocations, monotonic
     * @throws IllegalStateException if the name is taken
     */
    public Issued issue(String username, String side, TurnSession session, long expiresAtNanos) {
        byte[] secret = new byte[PASSWORD_BYTES];
        random.nextBytes(secret);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        put(username, password, side, session, expiresAtNanos);
        return new Issued(username, password);
    }

    void put(String username, String password, String side, TurnSession session, long expiresAtNanos) {
        Grant grant = new Grant(
                username, side,
                StunKeys.longTerm(username, realm, password, PasswordAlgorithm.MD5),
                StunKeys.longTerm(username, realm, password, PasswordAlgorithm.SHA256),
                expiresAtNanos, session);
        if (byName.putIfAbsent(username, grant) != null) {
            throw new IllegalStateException("Expected a fresh user name, found one that is taken");
        }
        byHash.put(hash(username), grant);
    }

    private ByteBuffer hash(String username) {
        return ByteBuffer.wrap(StunKeys.userHash(username, realm)).asReadOnlyBuffer();
    }

    /** Forgets the credentials of a session. */
    public void remove(TurnSession session) {
        byName.values().removeIf(grant -> grant.session() == session);
        byHash.values().removeIf(grant -> grant.session() == session);
    }

    /** Credentials known. */
    public int size() {
        return byName.size();
    }

    @Override
    public @Nullable Grant byName(String username) {
        return byName.get(username);
    }

    @Override
    public @Nullable Grant byHash(ByteBuffer userHash) {
        return byHash.get(userHash);
    }
}
