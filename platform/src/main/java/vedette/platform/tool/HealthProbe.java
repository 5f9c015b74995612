package vedette.platform.tool;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;

/**
 * Asks a service whether it is well, for container health checks: {@code HealthProbe DATA_DIR ENTITY URL}. Over https it
 * shows the entity's own certificate. Exit code 0 if the answer is 200, else 1 with the reason on standard error.
 */
public final class HealthProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final int ARGUMENTS = 3;

    private HealthProbe() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != ARGUMENTS) {
            System.err.println("Expected DATA_DIR ENTITY URL, found " + arguments.length + " arguments.");
            System.exit(1);
        }
        System.exit(probe(Path.of(arguments[0]), arguments[1], URI.create(arguments[2])));
    }

    /** 0 if well, else 1. */
    static int probe(Path dataDir, String entity, URI url) throws InterruptedException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT);
        if ("https".equals(url.getScheme())) {
            InternalCa ca = InternalCa.open(dataDir.resolve("internal-ca"));
            builder.sslContext(new InternalTls(ca.identity(entity, "1")).clientContext(entity));
        }
        try (HttpClient client = builder.build()) {
            int status = client.send(
                            HttpRequest.newBuilder(url).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                System.err.println(url + " answered " + status);
            }
            return status == 200 ? 0 : 1;
        } catch (IOException e) {
            System.err.println(url + " does not answer: " + e.getMessage());
            return 1;
        }
    }
}
