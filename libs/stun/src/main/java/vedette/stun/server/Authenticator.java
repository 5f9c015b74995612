package vedette.stun.server;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.stun.Attr;
import vedette.stun.PasswordAlgorithm;
import vedette.stun.StunAttribute;
import vedette.stun.StunBuilder;
import vedette.stun.StunError;
import vedette.stun.StunMessage;
import vedette.stun.StunParseException;

/** The long-term credential mechanism, server side (RFC 8489 §9.2.4). Remembers nothing. Not thread-safe. */
final class Authenticator {
    private static final int USERNAME_BYTES_MAX = 508;
    private static final int NONCE_BYTES_MAX = 763;
    private static final List<PasswordAlgorithm> ALGORITHMS = List.of(PasswordAlgorithm.SHA256, PasswordAlgorithm.MD5);

    /** Who asked, and how the answer is to be proved. */
    record Proof(Grant grant, PasswordAlgorithm algorithm, boolean sha256) {
        /** Closes an answer: integrity as in the request, fingerprint if the request had one. */
        byte[] seal(StunBuilder answer, StunMessage request) {
            byte[] key = algorithm == PasswordAlgorithm.SHA256 ? grant.sha256Key() : grant.md5Key();
            if (sha256) {
                answer.integritySha256(key);
            } else {
                answer.integrity(key);
            }
            return request.has(Attr.FINGERPRINT) ? answer.fingerprint().build() : answer.build();
        }
    }

    /** What came of a request: a proof, or the error to answer with. */
    record Verdict(@Nullable Proof proof, @Nullable StunError error) {
        static Verdict refused(StunError error) {
            return new Verdict(null, error);
        }
    }

    private final String realm;
    private final Credentials credentials;
    private final Nonces nonces;

    Authenticator(String realm, Credentials credentials, Nonces nonces) {
        this.realm = realm;
        this.credentials = credentials;
        this.nonces = nonces;
    }

    Verdict check(StunMessage request, ClientPath path, long nowNanos) {
        boolean sha256 = request.has(Attr.MESSAGE_INTEGRITY_SHA256);
        if (!sha256 && !request.has(Attr.MESSAGE_INTEGRITY)) {
            return Verdict.refused(StunError.UNAUTHENTICATED);
        }
        StunAttribute name = request.first(Attr.USERNAME);
        StunAttribute hash = request.first(Attr.USERHASH);
        StunAttribute nonce = request.first(Attr.NONCE);
        StunAttribute asked = request.first(Attr.REALM);
        if (name == null && hash == null || nonce == null || asked == null) {
            return Verdict.refused(StunError.BAD_REQUEST);
        }
        try {
            // Before anything costly: only who received an answer at this address has a nonce that is right.
            if (!nonces.isValid(nonce.text(NONCE_BYTES_MAX), path, nowNanos)) {
                return Verdict.refused(StunError.STALE_NONCE);
            }
            PasswordAlgorithm algorithm = algorithm(request);
            if (algorithm == null) {
                return Verdict.refused(StunError.BAD_REQUEST);
            }
            Grant grant = hash != null ? credentials.byHash(hash.buffer()) : credentials.byName(name.text(USERNAME_BYTES_MAX));
            if (grant == null || !asked.text(NONCE_BYTES_MAX).equals(realm)) {
                return Verdict.refused(StunError.UNAUTHENTICATED);
            }
            byte[] key = algorithm == PasswordAlgorithm.SHA256 ? grant.sha256Key() : grant.md5Key();
            boolean right = sha256 ? request.integritySha256By(key) : request.integrityBy(key);
            return right ? new Verdict(new Proof(grant, algorithm, sha256), null) : Verdict.refused(StunError.UNAUTHENTICATED);
        } catch (StunParseException e) {
            return Verdict.refused(StunError.BAD_REQUEST);
        }
    }

    /** The algorithm of the key; null if the client did not repeat what was offered, or chose none of it: a sign of bidding down. */
    private static @Nullable PasswordAlgorithm algorithm(StunMessage request) throws StunParseException {
        StunAttribute offered = request.first(Attr.PASSWORD_ALGORITHMS);
        StunAttribute chosen = request.first(Attr.PASSWORD_ALGORITHM);
        if (offered == null && chosen == null) {
            return PasswordAlgorithm.MD5; // A client of RFC 5389.
        }
        if (offered == null || chosen == null || offered.length() != ALGORITHMS.size() * 4) {
            return null;
        }
        byte[] list = offered.value();
        for (int i = 0; i < ALGORITHMS.size(); i++) {
            if (list[4 * i] != 0 || list[4 * i + 1] != ALGORITHMS.get(i).number() || list[4 * i + 2] != 0 || list[4 * i + 3] != 0) {
                return null;
            }
        }
        return PasswordAlgorithm.of(chosen.uint16());
    }

    /** An error that nobody vouches for; with what the client needs to try again, where trying again helps. */
    byte[] refuse(StunMessage request, StunError error, ClientPath path, long nowNanos) {
        StunBuilder answer = StunBuilder.error(request, error);
        if (error.equals(StunError.UNAUTHENTICATED) || error.equals(StunError.STALE_NONCE)) {
            answer.text(Attr.REALM, realm).text(Attr.NONCE, nonces.fresh(path, nowNanos)).passwordAlgorithms(ALGORITHMS);
        }
        return request.has(Attr.FINGERPRINT) ? answer.fingerprint().build() : answer.build();
    }
}
