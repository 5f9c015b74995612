package vedette.system.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CoverageReportTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void everyClaimedIdIsInTheRegister() throws IOException {
        Register register = Register.load();
        assertThat(CoverageScan.scan(ROOT).keySet()).allMatch(register::contains, "is an id of the register");
    }

    @Test
    void coverageDocumentIsThatOfTheSources() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/coverage.md")))
                .as("docs/coverage.md is out of date: run ./vedette docs")
                .isEqualTo(CoverageReport.render(Register.load(), ROOT));
    }

    @Test
    void claimsAreReadFromJavaAndScript() {
        assertThat(CoverageScan.claimsOf("@Cov" + "ers({\"H6264-8.4-S4\",\n \"IF-Pc'\"}) void x() {}"))
                .containsExactly("H6264-8.4-S4", "IF-Pc'");
        assertThat(CoverageScan.claimsOf("test('x', cov" + "ers(\"GAP-01\", \"H6264-6.1.3-c\"), async () => {})"))
                .containsExactly("GAP-01", "H6264-6.1.3-c");
    }
}
