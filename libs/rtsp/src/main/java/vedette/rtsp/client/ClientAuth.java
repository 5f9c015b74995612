package vedette.rtsp.client;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.auth.Credentials;
import vedette.rtsp.auth.DigestChallenge;
import vedette.rtsp.client.RtspFailure.Kind;

/** Credentials of a client: answers challenges and remembers the last one for the following requests. */
final class ClientAuth {
    private final ClientConfig config;
    private final RandomGenerator random;
    private @Nullable DigestChallenge digest;
    private int nonceCount;
    private boolean basic;

    ClientAuth(ClientConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
    }

    private boolean clearText() {
        return config.url().secure() || config.clearTextCredentials();
    }

    /** The value of Authorization for a request, if there is something to say. */
    Optional<String> authorization(String method, String uri) {
        return switch (config.credentials()) {
            case ClientCredentials.None _ -> Optional.empty();
            case ClientCredentials.Bearer(var token) -> clearText() ? Optional.of("Bearer " + token) : Optional.empty();
            case ClientCredentials.UserPassword(var user, var password) -> {
                if (digest != null) {
                    var clientNonce = new byte[8];
                    random.nextBytes(clientNonce);
                    yield Optional.of(digest.answer(
                                    user,
                                    password,
                                    method,
                                    uri,
                                    ++nonceCount,
                                    HexFormat.of().formatHex(clientNonce))
                            .format());
                }
                yield basic ? Optional.of(Credentials.basicHeader(user, password)) : Optional.empty();
            }
        };
    }

    /**
     * Takes a 401.
     *
     * @param repeated whether the request had been sent with an answer to a challenge already
     * @return the failure, or null if the request should be sent again
     */
    @Nullable
    RtspFailure challenged(RtspMessage.Response response, boolean repeated) {
        var values = response.headers().all("WWW-Authenticate");
        if (config.credentials() instanceof ClientCredentials.None) {
            return failure(Kind.CREDENTIALS_NEEDED, "the server wants credentials; give user and password");
        }
        if (config.credentials() instanceof ClientCredentials.Bearer) {
            return clearText()
                    ? failure(Kind.CREDENTIALS_WRONG, "the server refuses the token")
                    : failure(Kind.CREDENTIALS_NEEDED, "a token is sent over rtsps only, found rtsp");
        }
        var challenge = DigestChallenge.best(values);
        if (challenge.isPresent()) {
            boolean fresh = challenge.get().stale() || !repeated;
            digest = challenge.get();
            nonceCount = 0;
            return fresh ? null : failure(Kind.CREDENTIALS_WRONG, "the server refuses user or password");
        }
        if (values.stream().noneMatch(v -> v.regionMatches(true, 0, "Basic", 0, 5))) {
            return failure(
                    Kind.PROTOCOL, "a Digest or Basic challenge expected in 401, found " + values.size() + " others");
        }
        if (!clearText()) {
            return failure(
                    Kind.CREDENTIALS_NEEDED,
                    "the server offers only Basic, which would show the password; use rtsps or allow it explicitly");
        }
        if (basic && repeated) {
            return failure(Kind.CREDENTIALS_WRONG, "the server refuses user or password");
        }
        basic = true;
        return null;
    }

    private static RtspFailure failure(Kind kind, String message) {
        return new RtspFailure(kind, message, 401);
    }
}
