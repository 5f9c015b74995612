package vedette.mtu;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import vedette.platform.instance.InstanceRegistration;
import vedette.platform.internal.FacePorts;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;

class MtuApplicationIT {
    @TempDir
    Path data;

    @Test
    void startsWithoutTheCmu_reportsHealth_andServesNothingElse() throws Exception {
        try (ConfigurableApplicationContext service = MtuApplication.start(Map.of(
                        "vedette.data-dir", data,
                        "vedette.public-port", 0,
                        "vedette.internal-port", 0,
                        "vedette.mtu.rtsp.port", 0,
                        "vedette.mtu.rtsps.port", 0,
                        "vedette.mtu.tls.port", 0,
                        "vedette.mtu.plain.port", 0,
                        "vedette.mtu.turn.port", 0,
                        "vedette.mtu.turn.tls-port", 0,
                        // Nobody listens on the discard port: the CMU is away.
                        "vedette.services.cmu", "https://127.0.0.1:9"))) {
            int internal = service.getBean(FacePorts.class).internal();
            int gateway = ((WebServerApplicationContext) service).getWebServer().getPort();
            assertThat(get("cmu", internal, "/actuator/health").statusCode()).isEqualTo(200);
            assertThat(get("cmu", internal, "/actuator/health").body()).contains("\"status\":\"UP\"");
            assertThat(get("cmu", internal, "/actuator/env").statusCode()).isEqualTo(404);
            assertThat(get("cmu", internal, "/internal/v1/anything").statusCode()).isEqualTo(404);
            assertThat(get("cu-web", gateway, "/mtu/v1/anything").statusCode()).isEqualTo(404);
            assertThat(service.getBean(InstanceRegistration.class).isRunning()).isTrue();
            assertThat(service.getBean(InstanceRegistration.class).registered()).isFalse();
        }
    }

    private HttpResponse<String> get(String caller, int port, String path) throws Exception {
        InternalTls tls = new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity(caller, "1"));
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls.clientContext("mtu")).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
