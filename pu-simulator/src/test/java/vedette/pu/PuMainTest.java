package vedette.pu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.device.DeviceFile;

class PuMainTest {
    private static final String PIN = "A".repeat(43);

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PuMain main = new PuMain(new PrintStream(out, true, StandardCharsets.UTF_8));

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void factory_makesAVendorAndADevice_andPrintsTheLabel() throws Exception {
        String vendor = directory.resolve("vendor").toString();
        Path cam = directory.resolve("cam");
        assertThat(main.run("factory", "init", "--dir", vendor, "--vendor", "Acme"))
                .as(printed())
                .isZero();
        assertThat(printed()).contains("BEGIN CERTIFICATE").doesNotContain("PRIVATE");
        assertThat(main.run(
                        "factory",
                        "issue",
                        "--dir",
                        vendor,
                        "--out",
                        cam.toString(),
                        "--bootstrap",
                        "https://h:8444/scu/v1/bootstrap",
                        "--pin",
                        PIN,
                        "--portal",
                        "https://portal",
                        "--serial",
                        "CAM-0001"))
                .as(printed())
                .isZero();
        assertThat(printed())
                .contains("Serial CAM-0001")
                .contains("https://portal/add#v=1&d=CAM-0001&c=")
                .contains("█");
        assertThat(DeviceFile.load(cam.resolve("device.json")).vendor()).isEqualTo("Acme");
    }

    @Test
    void wrongCalls_sayWhatIsExpected() throws Exception {
        assertThat(main.run()).isEqualTo(2);
        assertThat(main.run("factory", "init", "--nonsense", "x")).isEqualTo(2);
        assertThat(printed()).contains("Unknown option --nonsense").contains("pu-simulator run");
        assertThat(main.run("factory", "init", "--dir")).isEqualTo(2);
        assertThat(printed()).contains("value after --dir");
        assertThat(main.run("run", "--device", directory.resolve("none.json").toString()))
                .isEqualTo(1);
        assertThat(printed()).contains("none.json").contains("factory issue");
    }

    @Test
    void options_comeFromTheEnvironmentToo_andTheCommandLineWins() {
        Arguments arguments = new Arguments(
                new String[] {"run", "--region", "east"},
                1,
                Set.of("rtsp-port", "region"),
                Map.of("VEDETTE_PU_RTSP_PORT", "8700", "VEDETTE_PU_REGION", "west", "VEDETTE_PU_OTHER", "x"));
        assertThat(arguments.number("rtsp-port", 0)).isEqualTo(8700);
        assertThat(arguments.require("region")).isEqualTo("east");
    }

    @Test
    void mediaAddress_mustBelongToThisHost() {
        assertThatThrownBy(() -> MediaNetwork.choose("192.0.2.77", List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("192.0.2.77")
                .hasMessageContaining("auto");
    }

    @Test
    void mediaAddress_bringsItsInterface() throws Exception {
        MediaNetwork network = MediaNetwork.choose("127.0.0.1", List.of());
        assertThat(network.interfaces())
                .containsExactly(NetworkInterface.getByInetAddress(network.address()).getName());
    }
}
