package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void exampleIsTheOneThatCompiles() throws Exception {
        String source = Files.readString(Path.of("src/test/java/vedette/webrtc/Example.java"));
        String example = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("        // end"));
        assertThat(Files.readString(Path.of("README.md"))).contains(example.stripTrailing().stripIndent());
    }
}
