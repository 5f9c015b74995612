package vedette.mtu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vedette.contracts.Ids;
import vedette.fmp4.Fmp4Reader;
import vedette.fmp4.Sample;
import vedette.rtp.h264.Avcc;
import vedette.testkit.Processes;

/** fMP4 over WebSocket, as a browser fetches it. */
class Fmp4IT {
    @TempDir
    static Path data;

    private static RunningMtu mtu;
    private static Footage baseline;

    @BeforeAll
    static void start() throws Exception {
        mtu = new RunningMtu(data);
        baseline = Footage.baseline(50);
    }

    @AfterAll
    static void stop() {
        mtu.close();
    }

    private static BrowserDouble watch(RunningMtu.Commanded relay, boolean held) {
        return BrowserDouble.open(url(relay), RunningMtu.ORIGIN, held)
                .say("{\"ticket\":\"" + relay.answer().cuTicket() + "\"}");
    }

    private static String url(RunningMtu.Commanded relay) {
        return Objects.requireNonNull(Objects.requireNonNull(relay.answer().urls()).fmp4());
    }

    private static List<Sample> samples(List<byte[]> segments) throws Exception {
        var samples = new ArrayList<Sample>();
        var reader = new Fmp4Reader();
        for (byte[] segment : segments) {
            for (var output : reader.push(segment)) {
                if (output instanceof Fmp4Reader.Output.Fragment fragment) {
                    samples.addAll(fragment.runs().getFirst().samples());
                }
            }
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "high", "h265"})
    void stream_decodesPictureForPicture(String kind) throws Exception {
        Footage footage = switch (kind) {
            case "high" -> Footage.highWithBPictures(50);
            case "h265" -> Footage.h265(50);
            default -> baseline;
        };
        var relay = mtu.relay(Ids.next("dev"));
        try (var device = new TestDevice(footage, true)) {
            device.dial(Objects.requireNonNull(relay.answer().pu()));
            device.awaitPlay();
            device.send(10);
            try (var browser = watch(relay, false)) {
                // The first ten are there when the browser comes; the last one waits for its successor.
                browser.await(10);
                device.send(40);
                var segments = browser.await(50);
                var init = browser.messages().stream().filter(m -> m.path("type").asString().equals("init")).findFirst().orElseThrow();
                assertThat(init.path("mime").asString()).startsWith(footage.h265() ? "video/mp4; codecs=\"hvc1.1." : "video/mp4; codecs=\"avc1.");
                assertThat(init.path("width").asInt() + "x" + init.path("height").asInt()).isEqualTo("640x360");
                assertThat(browser.messages().getFirst().path("type").asString()).isEqualTo("sound");
                assertThat(browser.messages().getFirst().path("note").asString()).contains("picture only");

                var samples = samples(segments);
                assertThat(samples).hasSize(49);
                for (int i = 0; i < samples.size(); i++) {
                    var slices = footage.unit(i).nalUnits().stream()
                            .filter(n -> footage.parameterSets().stream().noneMatch(s -> Arrays.equals(s, n)))
                            .toList();
                    assertThat(Avcc.split(samples.get(i).data(), 4)).usingElementComparator(Arrays::compare).containsExactlyElementsOf(slices);
                    assertThat(samples.get(i).presentationTime() - samples.getFirst().presentationTime())
                            .isEqualTo(footage.unit(i).pts90k() - footage.unit(0).pts90k());
                }
                assertThat(decoded(segments)).isEqualTo(49);
            }
            RunningMtu.await("the browser left", () -> viewers() == 0);
        } finally {
            mtu.end(relay);
        }
    }

    private static int viewers() {
        try {
            return mtu.counters().stats().viewers();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long decoded(List<byte[]> segments) throws Exception {
        var file = new ByteArrayOutputStream();
        segments.forEach(file::writeBytes);
        Path path = Files.createTempFile(data, "received", ".mp4");
        Files.write(path, file.toByteArray());
        var result = Processes.run(
                Duration.ofSeconds(30), "/usr/bin/ffmpeg", "-v", "error", "-xerror", "-i", path.toString(), "-fps_mode", "passthrough", "-f", "framemd5", "-");
        assertThat(result.err()).isEmpty();
        return result.text().lines().filter(l -> !l.startsWith("#")).count();
    }

    @Test
    void slowBrowser_losesPicturesUpToTheNextIntraPicture_andDelaysNobody() throws Exception {
        String deviceId = Ids.next("dev");
        var one = mtu.relay(deviceId);
        var two = mtu.relay(deviceId);
        try (var device = new TestDevice(baseline)) {
            device.dial(Objects.requireNonNull(one.answer().pu()));
            device.awaitPlay();
            try (var quick = watch(one, false);
                    var slow = watch(two, true)) {
                RunningMtu.await("both watch", () -> viewers() == 2);
                device.send(1);
                int sent = 1;
                quick.await(1);
                while (device.bytesSent < 24_000_000) {
                    device.send(50);
                    sent += 50;
                    quick.await(sent);
                }
                device.send(50);
                sent += 50;
                slow.read();
                quick.await(sent);
                int all = sent;
                RunningMtu.await("the slow one is served again", () -> slow.count() > 100 && slow.count() < all);
                // It lost what came while its queue was full, and goes on with an intra picture that finds room: one of these.
                int total = all;
                boolean caughtUp = false;
                for (int group = 0; group < 40 && !caughtUp; group++) {
                    device.send(25);
                    total += 25;
                    var last = samples(quick.await(total)).getLast();
                    caughtUp = RunningMtu.within(500, () -> lastTime(slow) == last.decodeTime());
                }
                assertThat(caughtUp).as("the slow one is at the end").isTrue();
                var samples = samples(slow.segments());
                assertThat(samples.size()).isLessThan(total);
                for (int i = 1; i < samples.size(); i++) {
                    var before = samples.get(i - 1);
                    if (samples.get(i).decodeTime() != before.decodeTime() + before.duration()) {
                        assertThat(samples.get(i).sync()).as("goes on with an intra picture").isTrue();
                    }
                }
            }
        } finally {
            mtu.end(one);
            mtu.end(two);
        }
    }

    private static long lastTime(BrowserDouble browser) {
        try {
            var samples = samples(browser.segments());
            return samples.isEmpty() ? -1 : samples.getLast().decodeTime();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void otherSites_andWrongTickets_areRefused() throws Exception {
        var relay = mtu.relay(Ids.next("dev"));
        try (var device = new TestDevice(baseline)) {
            assertThatThrownBy(() -> BrowserDouble.open(url(relay), "https://evil.example", false))
                    .hasCauseInstanceOf(WebSocketHandshakeException.class)
                    .satisfies(e -> assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode()).isEqualTo(403));
            device.dial(Objects.requireNonNull(relay.answer().pu()));
            device.awaitPlay();
            device.send(2);
            try (var wrong = BrowserDouble.open(url(relay), RunningMtu.ORIGIN, false).say("{\"ticket\":\"bm8\"}");
                    var junk = BrowserDouble.open(url(relay), RunningMtu.ORIGIN, false).say("hello");
                    var silent = BrowserDouble.open(url(relay), RunningMtu.ORIGIN, false);
                    var right = watch(relay, false)) {
                assertThat(wrong.closed.get(5, TimeUnit.SECONDS)).isEqualTo(4401);
                assertThat(junk.closed.get(5, TimeUnit.SECONDS)).isEqualTo(4401);
                assertThat(silent.closed.get(5, TimeUnit.SECONDS)).as("no ticket within 2 s").isEqualTo(4000);
                right.await(2);
                try (var again = watch(relay, false)) {
                    assertThat(again.closed.get(5, TimeUnit.SECONDS)).as("used").isEqualTo(4401);
                }
                mtu.end(relay);
                assertThat(right.closed.get(5, TimeUnit.SECONDS)).isEqualTo(4000);
                assertThat(right.messages().getLast().path("type").asString()).isEqualTo("end");
                assertThat(right.messages().getLast().path("reason").asString()).isEqualTo("session-ended");
                assertThat(wrong.count() + junk.count() + silent.count()).isZero();
            }
        }
    }
}
