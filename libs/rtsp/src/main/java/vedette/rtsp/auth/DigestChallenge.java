package vedette.rtsp.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A Digest challenge (RFC 7616 §3.3).
 *
 * @param realm shown to people, part of the hash
 * @param nonce the server's value, fresh per connection
 * @param algorithm hash algorithm
 * @param opaque to be repeated, empty if absent
 * @param qopAuth whether {@code qop="auth"} is offered; without it the older form of RFC 2069 is meant
 * @param stale whether the credentials before were right but their nonce is no longer valid
 */
public record DigestChallenge(
        String realm, String nonce, DigestAlgorithm algorithm, String opaque, boolean qopAuth, boolean stale) {
    /** The value of WWW-Authenticate. */
    public String format() {
        var out = new StringBuilder("Digest realm=")
                .append(AuthParameters.quote(realm))
                .append(", nonce=")
                .append(AuthParameters.quote(nonce));
        if (qopAuth) {
            out.append(", qop=\"auth\"");
        }
        if (!opaque.isEmpty()) {
            out.append(", opaque=").append(AuthParameters.quote(opaque));
        }
        out.append(", algorithm=").append(algorithm.token());
        return out.append(stale ? ", stale=true" : "").toString();
    }

    /** Parses a value of WWW-Authenticate; empty if it is not Digest, lacks realm or nonce, or names an unknown algorithm. */
    public static Optional<DigestChallenge> parse(String value) {
        if (!value.regionMatches(true, 0, "Digest ", 0, 7)) {
            return Optional.empty();
        }
        var p = AuthParameters.parse(value.substring(7));
        var algorithm = DigestAlgorithm.of(p.getOrDefault("algorithm", ""));
        var nonce = p.get("nonce");
        if (algorithm.isEmpty() || nonce == null) {
            return Optional.empty();
        }
        boolean qop = Arrays.stream(p.getOrDefault("qop", "").split(","))
                .anyMatch(q -> q.strip().equalsIgnoreCase("auth"));
        return Optional.of(new DigestChallenge(
                p.getOrDefault("realm", ""),
                nonce,
                algorithm.get(),
                p.getOrDefault("opaque", ""),
                qop,
                p.getOrDefault("stale", "").toLowerCase(Locale.ROOT).equals("true")));
    }

    /** The best of several WWW-Authenticate values: SHA-256 before MD5. */
    public static Optional<DigestChallenge> best(List<String> values) {
        var all = values.stream().flatMap(v -> parse(v).stream()).toList();
        return all.stream()
                .filter(c -> c.algorithm() == DigestAlgorithm.SHA_256)
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /**
     * The answer to this challenge (RFC 7616 §3.4).
     *
     * @param nonceCount how often this nonce was used, from 1
     * @param clientNonce fresh random text of the client
     */
    public DigestCredentials answer(
            String username, String password, String method, String uri, int nonceCount, String clientNonce) {
        var nc = qopAuth ? String.format(Locale.ROOT, "%08x", nonceCount) : "";
        var open = new DigestCredentials(
                username,
                realm,
                nonce,
                uri,
                method,
                algorithm,
                "",
                nc,
                qopAuth ? clientNonce : "",
                qopAuth ? "auth" : "",
                opaque);
        return open.withResponse(open.expectedResponse(password));
    }

    @Override
    public String toString() {
        return "DigestChallenge[" + realm + ", " + algorithm + "]";
    }
}
