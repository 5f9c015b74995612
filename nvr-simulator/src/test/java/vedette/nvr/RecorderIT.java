package vedette.nvr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import vedette.device.DeviceClock;
import vedette.device.DeviceException;
import vedette.device.DeviceFile;
import vedette.device.DeviceJson;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.VendorRoot;
import vedette.device.netty.FakePlatform;
import vedette.device.netty.FakeScu;

/** The recorder against a fake SCU on real sockets. */
@Timeout(60)
class RecorderIT {
    @TempDir
    Path directory;

    private final FakePlatform platform = new FakePlatform();

    @Test
    void registersItsChannels_staysOnline_andRefusesMediaInWords() throws Exception {
        try (FakeScu scu = new FakeScu(platform, 0)) {
            scu.servers = List.of(scu.url());
            DeviceFile file = NvrMain.issue(root(), request(scu.bootstrapUrl())).device();
            CountDownLatch online = new CountDownLatch(1);
            try (Recorder recorder = new Recorder(file, DeviceClock.startingAtHostTime())) {
                recorder.addListener(status -> {
                    if (status.isReady()) {
                        online.countDown();
                    }
                });
                recorder.start();
                assertThat(online.await(30, TimeUnit.SECONDS)).isTrue();
                JsonNode registration = scu.lastRegistration;
                assertThat(registration).isNotNull();
                assertThat(registration.path("kind").asString()).isEqualTo("nvr");
                assertThat(registration.path("level").asInt()).isEqualTo(1);
                assertThat(registration.path("capabilities").path("channels").size()).isEqualTo(4);
                assertThat(scu.awaitRequest("heartbeat").path("sessions").asInt()).isZero();
                JsonNode answer = scu.call("media.offer", DeviceJson.object().put("session_id", "ses_x"))
                        .get(10, TimeUnit.SECONDS);
                assertThat(answer.toString()).contains("media-not-served");
            }
        }
    }

    @Test
    void cameraFileIsRefused() {
        DeviceFile camera = new Factory(new SecureRandom()).issue(root(), request("https://127.0.0.1:9/x")).device();
        assertThatThrownBy(() -> new Recorder(camera, DeviceClock.startingAtHostTime()))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("found kind pu");
    }

    private VendorRoot root() {
        return VendorRoot.openOrCreate(directory, "Test Vendor");
    }

    private IssueRequest request(String bootstrapUrl) {
        return new IssueRequest(
                null, "Recorder", 4, List.of(bootstrapUrl), platform.bootstrapPin(), "http://127.0.0.1:8080");
    }
}
