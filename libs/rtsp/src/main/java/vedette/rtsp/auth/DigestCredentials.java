package vedette.rtsp.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The fields of a Digest answer (RFC 7616 §3.4). All that a verifier elsewhere needs to check it with the password, by
 * {@link #matches}.
 *
 * @param method method of the request that carried it
 * @param nonceCount {@code nc}, eight hexadecimal digits, empty without qop
 * @param clientNonce {@code cnonce}, empty without qop
 * @param qop {@code auth} or empty
 * @param opaque as in the challenge, empty if absent
 */
public record DigestCredentials(
        String username,
        String realm,
        String nonce,
        String uri,
        String method,
        DigestAlgorithm algorithm,
        String response,
        String nonceCount,
        String clientNonce,
        String qop,
        String opaque)
        implements Credentials {
    static Optional<DigestCredentials> parse(String parameters, String method) {
        var p = AuthParameters.parse(parameters);
        var algorithm = DigestAlgorithm.of(p.getOrDefault("algorithm", ""));
        var qop = p.getOrDefault("qop", "");
        if (algorithm.isEmpty()
                || !qop.isEmpty() && !qop.equals("auth")
                || !p.containsKey("username")
                || !p.containsKey("nonce")
                || !p.containsKey("response")) {
            return Optional.empty();
        }
        return Optional.of(new DigestCredentials(
                p.get("username"),
                p.getOrDefault("realm", ""),
                p.get("nonce"),
                p.getOrDefault("uri", ""),
                method,
                algorithm.get(),
                p.get("response"),
                p.getOrDefault("nc", ""),
                p.getOrDefault("cnonce", ""),
                qop,
                p.getOrDefault("opaque", "")));
    }

    /** The right response for this password (RFC 7616 §3.4.1, without qop RFC 2069 §2.1.2). */
    public String expectedResponse(String password) {
        var a1 = algorithm.hash(username + ":" + realm + ":" + password);
        var a2 = algorithm.hash(method + ":" + uri);
        return algorithm.hash(
                a1 + ":" + nonce + ":" + (qop.isEmpty() ? "" : nonceCount + ":" + clientNonce + ":" + qop + ":") + a2);
    }

    /** Whether the response was made with this password; takes equal time for all wrong ones. */
    public boolean matches(String password) {
        return MessageDigest.isEqual(
                expectedResponse(password).getBytes(StandardCharsets.US_ASCII),
                response.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }

    DigestCredentials withResponse(String newResponse) {
        return new DigestCredentials(
                username, realm, nonce, uri, method, algorithm, newResponse, nonceCount, clientNonce, qop, opaque);
    }

    /** The value of Authorization. MD5 is not named, since older servers do not expect it. */
    public String format() {
        var out = new StringBuilder("Digest username=").append(AuthParameters.quote(username));
        out.append(", realm=")
                .append(AuthParameters.quote(realm))
                .append(", nonce=")
                .append(AuthParameters.quote(nonce));
        out.append(", uri=")
                .append(AuthParameters.quote(uri))
                .append(", response=\"")
                .append(response)
                .append('"');
        if (algorithm != DigestAlgorithm.MD5) {
            out.append(", algorithm=").append(algorithm.token());
        }
        if (!qop.isEmpty()) {
            out.append(", qop=")
                    .append(qop)
                    .append(", nc=")
                    .append(nonceCount)
                    .append(", cnonce=")
                    .append(AuthParameters.quote(clientNonce));
        }
        if (!opaque.isEmpty()) {
            out.append(", opaque=").append(AuthParameters.quote(opaque));
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return "Digest[" + algorithm + ", hidden]";
    }
}
