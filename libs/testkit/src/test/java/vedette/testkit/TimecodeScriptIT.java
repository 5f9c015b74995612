package vedette.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser's reader, run by Node on pixels that the Java side drew. */
class TimecodeScriptIT {

    @TempDir
    Path dir;

    @Test
    void script_readsWhatJavaDraws_andNothingElse() throws Exception {
        var timecode = new Timecode(4_000_000_123L, 1_795_262_400_123L);
        int width = 320;
        int height = 180;
        byte[] luma = new byte[width * height];
        timecode.draw(luma, width, height, width);
        byte[] rgba = new byte[4 * luma.length];
        for (int i = 0; i < luma.length; i++) {
            for (int c = 0; c < 3; c++) {
                rgba[4 * i + c] = luma[i];
            }
            rgba[4 * i + 3] = (byte) 255;
        }
        Path pixels = Files.write(dir.resolve("pixels.rgba"), rgba);
        Path script = dir.resolve("read.js");
        Files.writeString(script, script() + """

                const data = require('fs').readFileSync(process.argv[2]);
                const image = { width: 320, height: 180, data };
                console.log(JSON.stringify(readTimecode(image)));
                data.fill(90);
                console.log(JSON.stringify(readTimecode(image)));
                """);
        var result = Processes.run(Duration.ofSeconds(20), "node", script.toString(), pixels.toString());
        assertThat(result.text().lines()).containsExactly("{\"frame\":4000000123,\"captureMs\":1795262400123}", "null");
    }

    private static String script() throws Exception {
        try (InputStream in = Timecode.class.getResourceAsStream("timecode.js")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
