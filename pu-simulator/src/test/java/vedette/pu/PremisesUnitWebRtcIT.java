package vedette.pu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.contracts.ps.DeviceProofs;
import vedette.device.DeviceIdentity;
import vedette.device.DeviceJson;
import vedette.pu.media.MediaSink;
import vedette.pu.media.MediaSource;
import vedette.pu.media.SourceInfo;
import vedette.pu.media.StreamInfo;
import vedette.pu.media.StreamRequest;
import vedette.pu.media.Subscription;
import vedette.pu.media.SyntheticSettings;
import vedette.pu.media.SyntheticSource;
import vedette.pu.media.scene.SceneKind;
import vedette.testkit.Covers;

/** The signalling of a premises unit: offers of browsers over the control channel. Media to a real browser is tested with the whole system. */
@Timeout(90)
class PremisesUnitWebRtcIT {
    private static final String VIEWER =
            "AB:BB:9F:5C:FC:93:19:82:55:9C:3E:A6:BF:3E:CA:D1:0A:92:04:6B:88:C8:79:FB:3A:41:88:80:F8:E0:4C:C4";
    private static final String OFFER = """
            v=0
            o=- 4611731400430051336 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 1
            m=video 9 UDP/TLS/RTP/SAVPF 102
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            a=ice-ufrag:9mhZ
            a=ice-pwd:QAqJVmnqQvGhQPAMmUNbGZfK
            a=ice-options:trickle
            a=fingerprint:sha-256 FINGERPRINT
            a=setup:actpass
            a=mid:0
            a=recvonly
            a=rtcp-mux
            a=rtpmap:102 H264/90000
            a=rtcp-fb:102 goog-remb
            a=rtcp-fb:102 nack
            a=rtcp-fb:102 nack pli
            a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
            m=audio 9 UDP/TLS/RTP/SAVPF 8
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            a=ice-ufrag:9mhZ
            a=ice-pwd:QAqJVmnqQvGhQPAMmUNbGZfK
            a=ice-options:trickle
            a=fingerprint:sha-256 FINGERPRINT
            a=setup:actpass
            a=mid:1
            a=recvonly
            a=rtcp-mux
            a=rtpmap:8 PCMA/8000
            """.replace("FINGERPRINT", VIEWER).replace("\n", "\r\n");

    @TempDir
    Path directory;

    private PuFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new PuFixture();
        fixture.viewerFingerprint = VIEWER;
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private JsonNode offer(String sdp, String flowId) throws Exception {
        ObjectNode params = DeviceJson.object()
                .put("session_id", PuFixture.SESSION)
                .put("token", PuFixture.TOKEN)
                .put("offer", sdp);
        params.putObject("flow")
                .put("flow", "8.4")
                .put("flow_id", flowId)
                .put("step", "S4")
                .put("cause", Ids.next("evt"));
        return fixture.scu.call("media.offer", params).get(20, TimeUnit.SECONDS);
    }

    private JsonNode call(String method, ObjectNode more) throws Exception {
        return fixture.scu
                .call(method, more.put("session_id", PuFixture.SESSION))
                .get(20, TimeUnit.SECONDS);
    }

    private static String problem(JsonNode answer) {
        return answer.path("error").path("data").path("problem").path("code").asString("none: " + answer);
    }

    @Test
    @Covers({"H6264-8.4-S4", "H6264-8.4-S5", "H6264-8.4-S9", "AMB-26"})
    void offerIsCheckedAnsweredAndProved() throws Exception {
        PremisesUnit unit = fixture.start(directory, PuOptions.loopback(0));
        String flowId = Ids.next("flw");
        JsonNode answer = offer(OFFER, flowId);
        JsonNode proof = answer.path("proof");
        assertThat(answer.path("answer").asString())
                .contains("m=video")
                .contains("a=fingerprint:sha-256 "
                        + proof.path("device_fingerprint").asString());
        assertThat(answer.path("flow").path("step").asString()).isEqualTo("S10");
        assertThat(answer.path("flow").path("flow_id").asString()).isEqualTo(flowId);
        String text = DeviceProofs.media(
                PuFixture.SESSION,
                unit.deviceId().orElseThrow(),
                VIEWER,
                proof.path("device_fingerprint").asString(),
                proof.path("ice_ufrag").asString(),
                "bm9uY2U");
        assertThat(DeviceIdentity.verify(
                        unit.identity().publicKey(),
                        text,
                        proof.path("signature").asString()))
                .isTrue();
        JsonNode verify = fixture.scu.awaitRequest("session.verify").path("params");
        assertThat(verify.path("viewer_fingerprint").asString()).isEqualTo(VIEWER);
        assertThat(verify.path("flow").path("step").asString()).isEqualTo("S5");
        assertThat(unit.sessions()).hasSize(1);

        assertThat(call(
                                "session.modify",
                                DeviceJson.object().put("width_max", 352).put("height_max", 288))
                        .path("applied")
                        .path("width")
                        .asInt())
                .isEqualTo(352);
        assertThat(call("session.modify", DeviceJson.object().put("paused", true))
                        .path("applied")
                        .path("paused")
                        .asBoolean())
                .isTrue();
        assertThat(call("session.modify", DeviceJson.object().put("paused", false))
                        .path("applied")
                        .path("paused")
                        .asBoolean())
                .isFalse();
        assertThat(call("session.keyframe", DeviceJson.object()).has("error")).isFalse();
        assertThat(call(
                                "media.candidate",
                                DeviceJson.object()
                                        .put("candidate", "candidate:1 1 udp 2130706431 127.0.0.1 9 typ host"))
                        .has("error"))
                .isFalse();

        call("session.end", DeviceJson.object().put("reason", "revoked"));
        assertThat(fixture.scu
                        .awaitRequest("session.ended")
                        .path("params")
                        .path("reason")
                        .asString())
                .isEqualTo("revoked");
        assertThat(unit.sessions()).isEmpty();
    }

    @Test
    @Covers({"H6264-8.4-S9"})
    void refusedByThePlatform_isSessionRefused() throws Exception {
        PremisesUnit unit = fixture.start(directory, PuOptions.loopback(0));
        fixture.refuse.set(true);
        assertThat(problem(offer(OFFER, Ids.next("flw")))).isEqualTo("session-refused");
        assertThat(unit.sessions()).isEmpty();
    }

    @Test
    void offerWithTwoCertificates_isRejectedUnasked() throws Exception {
        fixture.start(directory, PuOptions.loopback(0));
        String two = OFFER.replaceFirst(VIEWER, "00" + VIEWER.substring(2));
        assertThat(problem(offer(two, Ids.next("flw")))).isEqualTo("offer-rejected");
    }

    @Test
    void certificateOfAnotherViewer_isRefused() throws Exception {
        fixture.start(directory, PuOptions.loopback(0));
        fixture.viewerFingerprint = "00" + VIEWER.substring(2);
        assertThat(problem(offer(OFFER, Ids.next("flw")))).isEqualTo("session-refused");
    }

    @Test
    void allPlacesTaken_isTooManyViewers() throws Exception {
        fixture.start(directory, PuOptions.loopback(0).withViewersMax(1));
        assertThat(offer(OFFER, Ids.next("flw")).has("proof")).isTrue();
        assertThat(problem(offer(OFFER, Ids.next("flw")))).isEqualTo("too-many-viewers");
    }

    private JsonNode replace(String sdp) throws Exception {
        ObjectNode params = DeviceJson.object()
                .put("session_id", PuFixture.SESSION)
                .put("token", "")
                .put("offer", sdp)
                .put("replaces", true);
        return fixture.scu.call("media.offer", params).get(20, TimeUnit.SECONDS);
    }

    @Test
    void secondOfferOfASession_isProvedAnew_withoutASecondCheck() throws Exception {
        PremisesUnit unit = fixture.start(directory, PuOptions.loopback(0).withViewersMax(1));
        assertThat(problem(replace(OFFER))).as("nothing to replace yet").isEqualTo("session-not-found");
        JsonNode first = offer(OFFER, Ids.next("flw")).path("proof");
        fixture.scu.awaitRequest("session.verify");
        fixture.refuse.set(true);
        JsonNode proof = replace(OFFER).path("proof");
        assertThat(proof.path("ice_ufrag").asString()).isNotEqualTo(first.path("ice_ufrag").asString());
        String text = DeviceProofs.media(
                PuFixture.SESSION,
                unit.deviceId().orElseThrow(),
                VIEWER,
                proof.path("device_fingerprint").asString(),
                proof.path("ice_ufrag").asString(),
                "bm9uY2U");
        assertThat(DeviceIdentity.verify(
                        unit.identity().publicKey(), text, proof.path("signature").asString()))
                .isTrue();
        assertThat(unit.sessions()).hasSize(1);
        assertThat(problem(replace(OFFER.replace(VIEWER, "00" + VIEWER.substring(2)))))
                .isEqualTo("session-refused");
        assertThat(call("media.candidate", DeviceJson.object().putNull("candidate")).has("error"))
                .isFalse();
        call("session.end", DeviceJson.object().put("reason", "revoked"));
        assertThat(unit.sessions()).isEmpty();
        assertThat(problem(replace(OFFER))).isEqualTo("session-not-found");
    }

    @Test
    void iceServers_delayNothing() throws Exception {
        fixture.start(directory, PuOptions.loopback(0));
        ObjectNode params = DeviceJson.object()
                .put("session_id", PuFixture.SESSION)
                .put("token", PuFixture.TOKEN)
                .put("offer", OFFER);
        ObjectNode server = params.putArray("ice_servers").addObject();
        server.putArray("urls").add("turn:127.0.0.1:9?transport=udp").add("turns:127.0.0.1:9?transport=tcp").add("junk");
        server.put("username", "u").put("credential", "p");
        assertThat(fixture.scu.call("media.offer", params).get(20, TimeUnit.SECONDS).has("proof")).isTrue();
    }

    @Test
    void framesOutOfOrder_areUnplayable() throws Exception {
        MediaSource reordering = new Reordering(new SyntheticSource(SyntheticSettings.of("B", SceneKind.YARD, 1)));
        PremisesUnit unit = fixture.start(directory, reordering, PuOptions.loopback(0));
        JsonNode answer = offer(OFFER, Ids.next("flw"));
        assertThat(problem(answer)).isEqualTo("format-unplayable");
        assertThat(answer.path("error").path("message").asString()).contains("B-frames");
        assertThat(unit.sessions()).isEmpty();
    }

    @Test
    void channelDown_sessionPlaysOn_andItsEndIsToldLater() throws Exception {
        PremisesUnit unit = fixture.start(directory, PuOptions.loopback(0));
        offer(OFFER, Ids.next("flw"));
        fixture.scu.dropChannels();
        assertThat(unit.sessions()).hasSize(1);
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        JsonNode beat;
        do {
            beat = fixture.scu.awaitRequest("heartbeat");
        } while ((fixture.scu.channelsReady.get() < 2
                        || beat.path("params").path("sessions").asInt() != 1)
                && Instant.now().isBefore(deadline));
        call("session.end", DeviceJson.object().put("reason", "revoked"));
        assertThat(fixture.scu
                        .awaitRequest("session.ended")
                        .path("params")
                        .path("session_id")
                        .asString())
                .isEqualTo(PuFixture.SESSION);
    }

    /** A source that says that it has B-frames. */
    private record Reordering(MediaSource source) implements MediaSource {
        @Override
        public SourceInfo info() {
            SourceInfo real = source.info();
            return new SourceInfo(
                    real.name(),
                    real.kind(),
                    real.streams(),
                    real.profiles(),
                    real.audioCodec(),
                    real.adaptable(),
                    true);
        }

        @Override
        public Subscription open(StreamRequest request, MediaSink sink) {
            return source.open(StreamRequest.of(StreamInfo.MAIN), sink);
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
