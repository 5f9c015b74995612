package vedette.rtsp.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a request proves its sender with. {@code toString} never shows secrets. */
public sealed interface Credentials permits Credentials.None, Credentials.Basic, Credentials.Bearer, DigestCredentials {
    /** No Authorization header, or one that is not understood. */
    record None() implements Credentials {}

    /** User and password in clear text (RFC 7617); only over TLS. */
    record Basic(String username, String password) implements Credentials {
        @Override
        public String toString() {
            return "Basic[hidden]";
        }
    }

    /** A token (RFC 6750 §2.1); only over TLS, or on loopback where that is allowed explicitly. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[hidden]";
        }
    }

    /** No credentials. */
    Credentials NONE = new None();

    /**
     * Parses a value of Authorization. Never throws: what is not understood is {@link None}.
     *
     * @param method method of the request, part of the Digest hash
     */
    static Credentials parse(String value, String method) {
        int space = value.indexOf(' ');
        if (space < 0) {
            return NONE;
        }
        var rest = value.substring(space + 1).strip();
        return switch (value.substring(0, space).toLowerCase(java.util.Locale.ROOT)) {
            case "bearer" -> rest.isEmpty() ? NONE : new Bearer(rest);
            case "basic" -> basic(rest);
            case "digest" ->
                DigestCredentials.parse(rest, method)
                        .map(Credentials.class::cast)
                        .orElse(NONE);
            default -> NONE;
        };
    }

    private static Credentials basic(String encoded) {
        try {
            var text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? NONE : new Basic(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException _) {
            return NONE;
        }
    }

    /** The value of Authorization for user and password in clear text. */
    static String basicHeader(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
