package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vedette.contracts.Ids;
import vedette.testkit.Covers;

/** Flow 8.4 at the CMU: steps S1, S2, S6, S7 with every way in which a token must fail; leases, usage, revocation, access keys. */
class PlayIT {
    private static final String FINGERPRINT = "AB:" + "CD:".repeat(30) + "EF";
    private final CmuServer cmu = CmuServer.shared();
    private final World world = new World(cmu);
    private final World.Person olena = world.customer();
    private final TestDevice device = world.cameraOf(olena);

    private Answer play(World.Person person, Map<String, Object> body, String... headers) {
        return cmu.call("POST", "/cmu/v1/play-requests", body, person.token(), headers);
    }

    private Map<String, Object> check(Answer grant, String transport) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "device_id",
                device.deviceId,
                "token",
                grant.get("token"),
                "peer_address",
                "10.1.1.1",
                "transport",
                transport));
        if (transport.equals("webrtc")) {
            body.put("viewer_fingerprint", FINGERPRINT);
        }
        return body;
    }

    private void refused(Answer grant, Map<String, Object> body, String reason) {
        Answer result = world.verify(grant.get("session_id"), body);
        assertThat(result.body().path("ok").asBoolean()).isFalse();
        assertThat(result.get("reason")).isEqualTo(reason);
        assertThat(result.text()).doesNotContain("nonce").doesNotContain("capabilities");
    }

    @Test
    @Covers({
        "H6264-8.4-S1",
        "H6264-8.4-S2",
        "H6264-8.4-S3",
        "H6264-8.4-S6",
        "H6264-8.4-S7",
        "H6264-8.4-S8",
        "AMB-24",
        "AMB-26",
        "GAP-11"
    })
    void aBrowsersPlayRequestLeadsToAVerifiedSession() {
        String flowId = Ids.next("flw");
        Answer grant = play(
                        olena,
                        World.webPlay(device.deviceId, FINGERPRINT),
                        "Vedette-Flow",
                        "flow=8.4; id=" + flowId + "; step=S1")
                .expect(201);
        assertThat(grant.get("flow_id")).isEqualTo(flowId);
        assertThat(grant.get("rtsp_url")).isEqualTo("rtsp://127.0.0.1:8600/live/" + device.deviceId + "/1/sub");
        assertThat(grant.get("signal_url")).isEqualTo("/scu/v1/signal");
        assertThat(grant.get("token")).hasSize(43);
        assertThat(grant.get("expires_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(grant.header("Vedette-Flow")).contains("step=S3").contains("cause=evt_");
        assertThat(cmu.db()
                        .sql("select count(*) from play_session where token_hash = :t")
                        .param("t", grant.get("token"))
                        .query(Long.class)
                        .single())
                .as("only a hash is stored")
                .isZero();

        String s5 = Ids.next("evt");
        Answer verified = world.verify(
                grant.get("session_id"),
                check(grant, "webrtc"),
                "Vedette-Flow",
                "flow=8.4; id=" + flowId + "; step=S6; cause=" + s5);
        assertThat(verified.body().path("ok").asBoolean()).isTrue();
        assertThat(verified.get("nonce")).isEqualTo(grant.get("nonce"));
        assertThat(verified.get("stream")).isEqualTo("sub");
        assertThat(verified.get("viewer_fingerprint")).isEqualTo(FINGERPRINT);
        assertThat(verified.body().path("lease_ms").asLong()).isEqualTo(900_000);
        assertThat(verified.body().path("capabilities").path("codecs").path(0).asString())
                .isEqualTo("H264");
        assertThat(verified.body().path("flow").path("step").asString()).isEqualTo("S8");
        assertThat(world.steps(flowId))
                .containsExactly("S1 cu→cmu ok", "S2 cmu→cmu ok", "S6 scu→cmu ok", "S7 cmu→cmu ok");
    }

    @Test
    @Covers({"H6264-8.4-S1", "H6264-7.1-2"})
    void someoneElsesDeviceDoesNotExist() {
        World.Person ivan = world.customer();
        Answer foreign = play(ivan, World.rtspPlay(device.deviceId)).problem(404, "device-not-found");
        Answer unknown = play(ivan, World.rtspPlay(Ids.next("dev"))).problem(404, "device-not-found");
        assertThat(foreign.get("detail")).isEqualTo(unknown.get("detail"));
    }

    @Test
    @Covers({"H6264-8.4-S1", "AMB-26"})
    void requestsThatCannotBeServedSayWhy() {
        play(olena, Map.of("device_id", device.deviceId, "transport", "rtsp")).problem(400, "capabilities-missing");
        Map<String, Object> noFingerprint = new HashMap<>(World.webPlay(device.deviceId, FINGERPRINT));
        noFingerprint.remove("viewer_fingerprint");
        play(olena, noFingerprint).problem(400, "fingerprint-missing");
        Map<String, Object> channel = new HashMap<>(World.rtspPlay(device.deviceId));
        channel.put("channel", 7);
        play(olena, channel).problem(422, "channel-unknown");
        Map<String, Object> stream = new HashMap<>(World.rtspPlay(device.deviceId));
        stream.put("stream", "third");
        play(olena, stream).problem(422, "stream-unknown");
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/presence",
                        Map.of(
                                "scu",
                                "1",
                                "scu_boot",
                                world.scuBoot,
                                "full",
                                false,
                                "devices",
                                List.of(Map.of(
                                        "device_id",
                                        device.deviceId,
                                        "epoch",
                                        1,
                                        "status",
                                        "offline",
                                        "last_seen_age_ms",
                                        9000))))
                .expect(200);
        play(olena, World.rtspPlay(device.deviceId)).problem(409, "device-offline");
    }

    @Test
    @Covers({"H6264-8.4-S7", "AMB-24", "GAP-02"})
    void alteredForeignAndMisusedTokensFail() {
        Answer grant = play(olena, World.webPlay(device.deviceId, FINGERPRINT)).expect(201);
        Map<String, Object> altered = check(grant, "webrtc");
        String token = grant.get("token");
        altered.put("token", (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1));
        refused(grant, altered, "token-wrong");
        Map<String, Object> otherDevice = check(grant, "webrtc");
        otherDevice.put("device_id", world.camera().deviceId);
        refused(grant, otherDevice, "device-mismatch");
        Map<String, Object> otherViewer = check(grant, "webrtc");
        otherViewer.put("viewer_fingerprint", FINGERPRINT.replace("AB", "BA"));
        refused(grant, otherViewer, "fingerprint-mismatch");
        Map<String, Object> noViewer = check(grant, "webrtc");
        noViewer.remove("viewer_fingerprint");
        refused(grant, noViewer, "fingerprint-mismatch");
        Map<String, Object> otherTransport = check(grant, "webrtc");
        otherTransport.put("transport", "rtsp");
        refused(grant, otherTransport, "transport-mismatch");
        Answer another =
                play(olena, World.webPlay(device.deviceId, FINGERPRINT)).expect(201);
        Map<String, Object> swapped = check(another, "webrtc");
        refused(grant, swapped, "token-wrong");
        Answer unknown = world.verify(Ids.next("ses"), check(grant, "webrtc"));
        assertThat(unknown.get("reason")).isEqualTo("session-unknown");
        // After all these the token still works, once.
        assertThat(world.verify(grant.get("session_id"), check(grant, "webrtc"))
                        .body()
                        .path("ok")
                        .asBoolean())
                .isTrue();
        refused(grant, check(grant, "webrtc"), "token-used");
    }

    @Test
    @Covers({"H6264-8.4-S7", "AMB-24"})
    void anExpiredTokenFails() {
        Answer grant = play(olena, World.rtspPlay(device.deviceId)).expect(201);
        cmu.clock.advance(Duration.ofSeconds(61));
        refused(grant, check(grant, "rtsp"), "token-expired");
    }

    @Test
    @Covers({"H6264-8.4-S7", "AMB-24"})
    void ofManyChecksAtOnceOneSucceeds() throws Exception {
        Answer grant = play(olena, World.rtspPlay(device.deviceId)).expect(201);
        try (var pool = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Callable<Boolean>> checks = java.util.Collections.nCopies(
                    8,
                    () -> world.verify(grant.get("session_id"), check(grant, "rtsp"))
                            .body()
                            .path("ok")
                            .asBoolean());
            long good = 0;
            for (var result : pool.invokeAll(checks)) {
                good += result.get() ? 1 : 0;
            }
            assertThat(good).isEqualTo(1);
        }
    }

    @Test
    @Covers({"H6264-8.4-S7", "AMB-24"})
    void digestsWithMd5AndSha256AreChecked() {
        for (String algorithm : List.of("MD5", "SHA-256")) {
            Answer grant = play(olena, World.rtspPlay(device.deviceId)).expect(201);
            Map<String, Object> wrong = digest(algorithm, grant.get("session_id"), "not the token", "DESCRIBE");
            refused(grant, wrong, "token-wrong");
            Map<String, Object> right = digest(algorithm, grant.get("session_id"), grant.get("token"), "DESCRIBE");
            assertThat(world.verify(grant.get("session_id"), right)
                            .body()
                            .path("ok")
                            .asBoolean())
                    .as(algorithm)
                    .isTrue();
        }
    }

    private Map<String, Object> digest(String algorithm, String username, String password, String method) {
        String uri = "rtsp://127.0.0.1:8600/live/" + device.deviceId + "/1/main";
        String ha1 = hash(algorithm, username + ":vedette:" + password);
        String ha2 = hash(algorithm, method + ":" + uri);
        Map<String, Object> digest = Map.of(
                "username",
                username,
                "realm",
                "vedette",
                "nonce",
                "abc",
                "uri",
                uri,
                "method",
                method,
                "algorithm",
                algorithm,
                "response",
                hash(algorithm, ha1 + ":abc:" + ha2));
        return Map.of("device_id", device.deviceId, "digest", digest, "transport", "rtsp", "peer_address", "10.1.1.1");
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anAccessKeyStartsASessionUntilRevoked() {
        Answer key = cmu.call(
                        "POST",
                        "/cmu/v1/devices/" + device.deviceId + "/access-keys",
                        Map.of("label", "Home Assistant"),
                        olena.token())
                .expect(201);
        Map<String, Object> body = digest("MD5", key.get("key_id"), key.get("secret"), "DESCRIBE");
        Answer first = world.verify("by-key", body);
        assertThat(first.body().path("ok").asBoolean()).isTrue();
        assertThat(first.get("session_id")).startsWith("ses_");
        assertThat(world.verify("by-key", body).get("session_id")).isNotEqualTo(first.get("session_id"));
        assertThat(world.verify("by-key", digest("MD5", key.get("key_id"), "wrong", "DESCRIBE"))
                        .get("reason"))
                .isEqualTo("token-wrong");
        Map<String, Object> elsewhere = new HashMap<>(body);
        elsewhere.put("device_id", world.camera().deviceId);
        assertThat(world.verify("by-key", elsewhere).get("reason")).isEqualTo("device-mismatch");
        assertThat(cmu.call("GET", "/cmu/v1/play-sessions?device_id=" + device.deviceId, null, olena.token())
                        .text())
                .contains(key.get("key_id"));
        String flowId = first.body().path("flow").path("flow_id").asString();
        assertThat(cmu.call("GET", "/cmu/v1/flows/" + flowId, null, olena.token())
                        .expect(200)
                        .text())
                .contains("play.token-checked");
        assertThat(cmu.call("GET", "/cmu/v1/devices/" + device.deviceId + "/access-keys", null, olena.token())
                        .text())
                .contains("Home Assistant")
                .doesNotContain(key.get("secret"));
        cmu.call(
                        "DELETE",
                        "/cmu/v1/devices/" + device.deviceId + "/access-keys/" + key.get("key_id"),
                        null,
                        olena.token())
                .expect(204);
        assertThat(world.verify("by-key", body).body().path("ok").asBoolean()).isFalse();
    }

    @Test
    @Covers({"H6264-7.1-3a", "GAP-02"})
    void leasesRunUntilTheRightEndsAndUsageIsRecordedOnce() {
        Answer grant = play(olena, World.rtspPlay(device.deviceId)).expect(201);
        String session = grant.get("session_id");
        world.verify(session, check(grant, "rtsp"));
        Map<String, Object> lease =
                Map.of("device_id", device.deviceId, "session_ids", List.of(session, Ids.next("ses")));
        Answer leases =
                cmu.internal("scu", "POST", "/internal/v1/leases", lease).expect(200);
        assertThat(leases.body().path("leases").path(0).path("lease_ms").asLong())
                .isEqualTo(900_000);
        assertThat(leases.body().path("leases").path(1).path("lease_ms").asLong())
                .isZero();
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/sessions/" + session + ":path",
                        Map.of(
                                "device_id",
                                device.deviceId,
                                "kind",
                                "direct-lan",
                                "local",
                                "10.0.0.1:1",
                                "remote",
                                "10.0.0.2:2"))
                .expect(204);
        Map<String, Object> ended =
                Map.of("device_id", device.deviceId, "reason", "viewer-left", "bytes", 123456, "duration_ms", 9000);
        cmu.internal("scu", "POST", "/internal/v1/sessions/" + session + ":ended", ended)
                .expect(204);
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/sessions/" + session + ":ended",
                        Map.of("device_id", device.deviceId, "reason", "again", "bytes", 1, "duration_ms", 1))
                .expect(204);
        Answer usage = cmu.call("GET", "/cmu/v1/play-sessions?device_id=" + device.deviceId, null, olena.token())
                .expect(200);
        assertThat(usage.body().path("items")).hasSize(1);
        var record = usage.body().path("items").path(0);
        assertThat(record.path("bytes").asLong()).isEqualTo(123456);
        assertThat(record.path("state").asString()).isEqualTo("ended");
        assertThat(record.path("end_reason").asString()).isEqualTo("viewer-left");
        assertThat(record.path("path").path("kind").asString()).isEqualTo("direct-lan");
        assertThat(cmu.internal("scu", "POST", "/internal/v1/leases", lease)
                        .body()
                        .path("leases")
                        .path(0)
                        .path("lease_ms")
                        .asLong())
                .isZero();
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/sessions/" + session + ":ended",
                        Map.of("device_id", Ids.next("dev"), "reason", "x", "bytes", 1, "duration_ms", 1))
                .problem(404, "session-not-found");
    }

    @Test
    @Covers({"GAP-02", "H6264-6.2-2b"})
    void endingARightReachesTheScuWithinFiveSecondsAndIsRetried() throws InterruptedException {
        try (FakeScu scu = new FakeScu(cmu)) {
            scu.announce(cmu, world.scuBoot);
            Answer grant = play(olena, World.rtspPlay(device.deviceId)).expect(201);
            world.verify(grant.get("session_id"), check(grant, "rtsp"));
            scu.status = 503;
            cmu.call("DELETE", "/cmu/v1/devices/" + device.deviceId, null, olena.token())
                    .expect(204);
            String expected = "POST /internal/v1/sessions/" + grant.get("session_id") + ":end ";
            assertThat(scu.await())
                    .startsWith(expected)
                    .contains(device.deviceId)
                    .contains("device-removed");
            scu.status = 204;
            // The retry is due after a second of the CMU's clock, which only moves when told.
            String retried = null;
            for (int i = 0; i < 5 && retried == null; i++) {
                cmu.clock.advance(Duration.ofSeconds(2));
                retried = scu.calls.poll(2, java.util.concurrent.TimeUnit.SECONDS);
            }
            assertThat(retried).startsWith(expected);
            assertThat(cmu.internal("scu", "GET", "/internal/v1/sessions/" + grant.get("session_id") + "/route", null)
                            .expect(200)
                            .get("state"))
                    .isEqualTo("ended");
        }
    }

    @Test
    @Covers({"H6264-7.1-4a"})
    void theRouteNamesTheScuAndFollowsTheDevice() {
        Answer grant = play(olena, World.webPlay(device.deviceId, FINGERPRINT)).expect(201);
        world.scuBeat("1", world.scuBoot);
        Answer route = cmu.internal("scu", "GET", "/internal/v1/sessions/" + grant.get("session_id") + "/route", null)
                .expect(200);
        assertThat(route.get("scu")).isEqualTo("1");
        assertThat(route.get("scu_internal_url")).isEqualTo("https://127.0.0.1:9");
        assertThat(route.get("viewer_fingerprint")).isEqualTo(FINGERPRINT);
        Map<String, Object> moved = device.channel("boot-of-2");
        moved.put("scu", "2");
        cmu.internal("scu", "POST", "/internal/v1/channels", moved).expect(200);
        assertThat(cmu.internal("scu", "GET", "/internal/v1/sessions/" + grant.get("session_id") + "/route", null)
                        .get("scu"))
                .isEqualTo("2");
    }

    @Test
    @Covers("GAP-10")
    void theSameIdempotencyKeyGetsTheSameAnswer() {
        Map<String, Object> body = World.rtspPlay(device.deviceId);
        String key = "try-" + TestDevice.random(8);
        Answer first = play(olena, body, "Idempotency-Key", key).expect(201);
        Answer again = play(olena, body, "Idempotency-Key", key).expect(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Vedette-Flow")).isEqualTo(first.header("Vedette-Flow"));
        assertThat(world.steps(first.get("flow_id"))).containsExactly("S1 cu→cmu ok", "S2 cmu→cmu ok");
        play(olena, World.webPlay(device.deviceId, FINGERPRINT), "Idempotency-Key", key)
                .problem(422, "idempotency-key-reused");
        play(world.customer(), body, "Idempotency-Key", key).problem(404, "device-not-found");
    }
}
