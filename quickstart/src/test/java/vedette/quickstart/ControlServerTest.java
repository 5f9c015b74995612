package vedette.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command line hears from the running system. */
@Timeout(30)
class ControlServerTest {
    @TempDir
    Path data;

    private ControlServer server(CountDownLatch end) throws Exception {
        ControlServer server = new ControlServer(data, Map.of(
                "/fine", request -> Map.of("said", request.path("say").asString("")),
                "/refused", _ -> {
                    throw new UserError("there is no camera named Attic.", "Those here are: Garage");
                },
                "/broken", _ -> {
                    throw new IllegalStateException("the camera did not register");
                },
                "/down", _ -> {
                    end.countDown();
                    return Map.of();
                }));
        server.announce();
        return server;
    }

    @Test
    void refusalsAndFailuresReachTheCaller() throws Exception {
        try (ControlServer _ = server(new CountDownLatch(1))) {
            assertThat(call("/fine", token()).body()).isEqualTo("{\"said\":\"hello\"}");
            assertThat(call("/refused", token()).statusCode()).isEqualTo(422);
            assertThat(call("/refused", token()).body()).contains("there is no camera named Attic.");
            assertThat(call("/broken", token()).statusCode()).isEqualTo(500);
            assertThat(call("/broken", token()).body()).contains("did not register");
        }
    }

    @Test
    void tokenIsNeeded_andItsFileIsTheOwnersAlone() throws Exception {
        try (ControlServer _ = server(new CountDownLatch(1))) {
            assertThat(call("/fine", "guess").statusCode()).isEqualTo(401);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("control.json"))))
                    .isEqualTo("rw-------");
        }
        assertThat(data.resolve("control.json")).doesNotExist();
    }

    @Test
    void downIsAnsweredAlthoughItEndsTheServer() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ControlServer server = server(end);
        Thread stopper = Thread.ofVirtual().start(() -> {
            try {
                if (end.await(10, TimeUnit.SECONDS)) {
                    server.close();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(call("/down", token()).statusCode()).isEqualTo(200);
        stopper.join();
    }

    private JsonNode control() {
        return JsonMapper.shared().readTree(data.resolve("control.json").toFile());
    }

    private String token() {
        return control().path("token").asString();
    }

    private HttpResponse<String> call(String path, String token) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(control().path("url").asString() + path))
                            .header("Authorization", "Bearer " + token)
                            .POST(HttpRequest.BodyPublishers.ofString("{\"say\":\"hello\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
