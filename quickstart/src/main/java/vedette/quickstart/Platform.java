package vedette.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;

/**
 * What the quickstart does as the people of the demo household: calls the public API through the gateway. The one internal
 * call is the one-time sign-in link, which stands for being at this machine. Thread-safe.
 */
final class Platform {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String portal;
    private final String cmuInternal;
    private final HttpClient people;
    private final HttpClient internal;

    /**
     * @param portal origin of the portal
     * @param trust what its certificate must come from; null without TLS
     */
    Platform(String portal, @Nullable SSLContext trust, String cmuInternal, Path dataDir) {
        this.portal = portal;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        this.people = (trust == null ? builder : builder.sslContext(trust)).build();
        this.cmuInternal = cmuInternal;
        InternalCa ca = InternalCa.open(dataDir.resolve("internal-ca"));
        this.internal = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .sslContext(new InternalTls(ca.identity("quickstart", "1")).clientContext("cmu"))
                .build();
    }

    /** Origin of the portal, such as {@code http://127.0.0.1:8080}. */
    String portal() {
        return portal;
    }

    /** An API refusal. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String code;

        Refused(int status, JsonNode problem) {
            super(status + " " + problem.path("detail").asString(problem.path("title").asString("")));
            this.code = problem.path("code").asString("");
        }

        String code() {
            return code;
        }
    }

    /** A signed-in person. */
    final class Person {
        private final String token;

        private Person(String token) {
            this.token = token;
        }

        JsonNode get(String path) {
            return call(people, portal + path, "GET", null, Map.of("Authorization", "Bearer " + token));
        }

        JsonNode post(String path, Object body) {
            return call(people, portal + path, "POST", body, Map.of("Authorization", "Bearer " + token));
        }

        void delete(String path) {
            call(people, portal + path, "DELETE", null, Map.of("Authorization", "Bearer " + token));
        }
    }

    /** A one-time sign-in link for the portal; its token is in the fragment, which browsers do not send. */
    String signInLink(Map<String, String> who) {
        return portal + "/login#link=" + linkToken(who);
    }

    private String linkToken(Map<String, String> who) {
        return call(internal, cmuInternal + "/internal/v1/sign-in-links", "POST", who, Map.of())
                .path("link_token")
                .asString();
    }

    Person signIn(Map<String, String> who) {
        JsonNode session = call(people, portal + "/session/link", "POST", Map.of("link_token", linkToken(who)),
                Map.of("X-Vedette", "1", "Origin", portal));
        return new Person(session.path("access_token").asString());
    }

    JsonNode info() {
        return call(people, portal + "/cmu/v1/platform", "GET", null, Map.of());
    }

    private static JsonNode call(
            HttpClient client, String url, String method, @Nullable Object body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode answer = response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
            if (response.statusCode() >= 400) {
                throw new Refused(response.statusCode(), answer);
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + url + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while calling " + url, e);
        }
    }
}
