package vedette.fmp4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.Avcc;
import vedette.rtp.h264.H264ParseException;
import vedette.testkit.Processes;

/** Streams that ffmpeg makes at test time, and its view of ours. */
final class Fixtures {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Fixtures() {}

    /** What ffmpeg writes to standard output. */
    static byte[] ffmpeg(String... arguments) {
        var command = new ArrayList<>(List.of("/usr/bin/ffmpeg", "-v", "error", "-nostdin"));
        command.addAll(Arrays.asList(arguments));
        return Processes.run(LIMIT, command.toArray(String[]::new)).out();
    }

    /** All samples of a stream's track in order. */
    static List<Sample> samples(byte[] stream, int trackId) throws Fmp4ParseException {
        var samples = new ArrayList<Sample>();
        for (var output : new Fmp4Reader().push(stream)) {
            if (output instanceof Fmp4Reader.Output.Fragment fragment) {
                fragment.runs().stream()
                        .filter(r -> r.trackId() == trackId)
                        .forEach(r -> samples.addAll(r.samples()));
            }
        }
        return samples;
    }

    static Track track(byte[] stream, int index) throws Fmp4ParseException {
        return new Fmp4Reader()
                .push(stream).stream()
                        .filter(Fmp4Reader.Output.Initialized.class::isInstance)
                        .map(Fmp4Reader.Output.Initialized.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .tracks()
                        .get(index);
    }

    /** Samples as access units with 90 kHz presentation times. */
    static List<AccessUnit> accessUnits(List<Sample> samples) throws H264ParseException {
        var units = new ArrayList<AccessUnit>();
        for (var sample : samples) {
            units.add(new AccessUnit(sample.presentationTime(), sample.sync(), Avcc.split(sample.data(), 4)));
        }
        return units;
    }

    /** One checksum per decoded picture, by ffmpeg, in order of presentation. */
    static List<String> pictures(Path folder, byte[] file) throws IOException {
        var path = Files.createTempFile(folder, "decode", ".mp4");
        Files.write(path, file);
        return new String(ffmpeg("-xerror", "-i", path.toString(), "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-"))
                .lines()
                .filter(l -> !l.startsWith("#"))
                .map(l -> l.substring(l.lastIndexOf(',') + 1).strip())
                .toList();
    }

    /** A property that ffprobe reads, one line per entry. */
    static List<String> probe(Path folder, byte[] file, String entries) throws IOException {
        var path = Files.createTempFile(folder, "probe", ".mp4");
        Files.write(path, file);
        return Processes.run(LIMIT, "/usr/bin/ffprobe", "-v", "error", "-show_entries", entries, "-of", "csv=p=0", path.toString())
                .text()
                .lines()
                .toList();
    }
}
