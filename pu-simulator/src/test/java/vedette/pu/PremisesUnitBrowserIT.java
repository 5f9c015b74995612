package vedette.pu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.device.DeviceJson;
import vedette.pu.media.SyntheticSettings;
import vedette.testkit.Covers;

/** A real browser plays a synthetic camera over WebRTC; the fake SCU carries the signalling. */
@Timeout(150)
class PremisesUnitBrowserIT {
    @TempDir
    Path directory;

    private PuFixture fixture;
    private PremisesUnit unit;

    @BeforeEach
    void start() throws Exception {
        fixture = new PuFixture();
        unit = fixture.start(directory, PuOptions.loopback(0));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private JsonNode call(String method, ObjectNode params) {
        try {
            return fixture.scu
                    .call(method, params.put("session_id", PuFixture.SESSION))
                    .get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private String offer(String sdp) {
        fixture.viewerFingerprint = sdp.lines()
                .filter(line -> line.startsWith("a=fingerprint:sha-256 "))
                .findFirst()
                .orElseThrow()
                .substring("a=fingerprint:sha-256 ".length());
        return answer(DeviceJson.object().put("token", PuFixture.TOKEN).put("offer", sdp));
    }

    private String answer(ObjectNode params) {
        params.putObject("flow")
                .put("flow", "8.4")
                .put("flow_id", Ids.next("flw"))
                .put("step", "S4");
        JsonNode answer = call("media.offer", params);
        if (answer.has("error")) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.path("answer").asString();
    }

    private BrowserViewer browser() throws Exception {
        BrowserViewer viewer = new BrowserViewer(
                this::offer,
                sdp -> answer(DeviceJson.object().put("token", "").put("offer", sdp).put("replaces", true)),
                line -> call(
                        "media.candidate",
                        line.isEmpty()
                                ? DeviceJson.object().putNull("candidate")
                                : DeviceJson.object().put("candidate", line)));
        fixture.open.add(viewer);
        return viewer;
    }

    @Test
    @Covers({"H6264-8.4-S10", "H6264-6.3.2-1a", "H6264-6.3.2-1b", "AMB-08"})
    void browserPlays_isPausedResumedAndResized_andLeaves() throws Exception {
        BrowserViewer viewer = browser();
        JsonNode playing = viewer.await(
                "50 frames and sound",
                s -> s.path("frames").asInt() > 50 && s.path("audioBytes").asLong() > 5_000);
        assertThat(playing.path("width").asInt()).isEqualTo(1280);
        assertThat(playing.path("height").asInt()).isEqualTo(720);
        assertThat(playing.path("lost").asInt()).isZero();
        assertThat(playing.path("firstFrameMs").asDouble()).isBetween(1.0, 5_000.0);
        viewer.await("an audible tone", s -> Math.abs(s.path("toneHz").asDouble() - SyntheticSettings.TONE_HZ) < 20);
        JsonNode path = fixture.scu.awaitRequest("session.path").path("params");
        assertThat(path.path("kind").asString()).isEqualTo("direct-lan");
        assertThat(unit.sessions().getFirst().path()).isEqualTo("direct-lan");

        call("session.modify", DeviceJson.object().put("paused", true));
        viewer.forget();
        int still = viewer.await("a tick", s -> true).path("frames").asInt();
        JsonNode paused = viewer.await("a second tick", s -> true);
        paused = viewer.await("a third tick", s -> true);
        assertThat(paused.path("frames").asInt()).isBetween(still, still + 2);

        int keyFrames = paused.path("keyFrames").asInt();
        call("session.modify", DeviceJson.object().put("paused", false));
        viewer.await(
                "pictures again, from a key frame on",
                s -> s.path("frames").asInt() > still + 20
                        && s.path("keyFrames").asInt() > keyFrames);

        call(
                "session.modify",
                DeviceJson.object().put("width_max", 352).put("height_max", 288).put("fps_max", 10));
        viewer.await(
                "CIF", s -> s.path("width").asInt() == 352 && s.path("height").asInt() == 288);
        call("session.modify", DeviceJson.object().put("stream", "sub"));

        viewer.close();
        JsonNode ended = fixture.scu.awaitRequest("session.ended").path("params");
        assertThat(ended.path("reason").asString()).isIn("viewer-left", "viewer-lost");
        assertThat(ended.path("bytes").asLong()).isGreaterThan(100_000);
    }

    @Test
    void platformAway_theBrowserPlaysOn() throws Exception {
        BrowserViewer viewer = browser();
        viewer.await("pictures", s -> s.path("frames").asInt() > 20);
        fixture.scu.dropChannels();
        int then = viewer.await("a tick", s -> true).path("frames").asInt();
        viewer.await("two seconds more", s -> s.path("frames").asInt() > then + 50);
    }

    @Test
    void secondConnection_takesOver_withoutAnEnd() throws Exception {
        BrowserViewer viewer = browser();
        viewer.await("pictures", s -> s.path("frames").asInt() > 20);
        fixture.scu.awaitRequest("session.path");
        viewer.replace();
        viewer.await("pictures on the second", s -> s.path("replaced").asBoolean() && s.path("frames").asInt() > 30);
        assertThat(fixture.scu.awaitRequest("session.path").path("params").path("session_id").asString())
                .as("the path of the second is told")
                .isEqualTo(PuFixture.SESSION);
        long oldBytes = viewer.await("a tick", s -> true).path("oldBytes").asLong();
        JsonNode later = viewer.await("a second more", s -> s.path("frames").asInt() > 90);
        assertThat(later.path("oldBytes").asLong()).as("the first one gets nothing more").isEqualTo(oldBytes);
        assertThat(unit.sessions()).hasSize(1);
        viewer.close();
        JsonNode ended = fixture.scu.awaitRequest("session.ended").path("params");
        assertThat(ended.path("reason").asString()).isIn("viewer-left", "viewer-lost");
    }
}
