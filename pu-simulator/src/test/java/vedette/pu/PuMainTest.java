package vedette.pu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
}
