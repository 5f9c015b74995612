package vedette.system.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpecificationsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void everyTestNamedInTheTableExists() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/specifications.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| specification"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(10);
        Set<String> tests = testClasses();
        for (String row : rows) {
            String[] cells = row.split(" \\| ");
            String last = cells[cells.length - 1].replace(" |", "").strip();
            assertThat(List.of(last.split(", "))).as(row).allMatch(tests::contains, "is a test class");
        }
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.find(ROOT, 12,
                (path, _) -> path.toString().contains("src/test/java") && path.toString().endsWith(".java"))) {
            return files.map(path -> path.getFileName().toString().replace(".java", "")).collect(Collectors.toSet());
        }
    }
}
