package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vedette.contracts.Ids;
import vedette.testkit.Covers;

/** Flow 8.2: all outcomes, what a guesser learns, undo. */
class BindingIT {
    private final CmuServer cmu = CmuServer.shared();
    private final World world = new World(cmu);

    private Answer bind(World.Person person, String device, String code, String... headers) {
        return cmu.call("POST", "/cmu/v1/bindings", Map.of("device", device, "code", code), person.token(), headers);
    }

    @Test
    @Covers({"H6264-8.2-S1", "H6264-8.2-S2", "H6264-8.2-S3", "H6264-8.2-S4", "AMB-11", "AMB-12"})
    void theRightCodeBindsAndTheFlowIsRecorded() {
        World.Person olena = world.customer();
        TestDevice device = world.camera();
        String flowId = Ids.next("flw");
        Answer bound = bind(olena, device.serial, device.code, "Vedette-Flow", "flow=8.2; id=" + flowId + "; step=S1")
                .expect(201);
        assertThat(bound.get("flow_id")).isEqualTo(flowId);
        assertThat(bound.body().path("device").path("status").asString()).isEqualTo("online");
        assertThat(bound.header("Vedette-Flow")).contains("step=S3");
        String cause = bound.header("Vedette-Flow").replaceAll(".*cause=", "");
        cmu.call(
                        "POST",
                        "/cmu/v1/flow-reports",
                        Map.of(
                                "flow_id",
                                flowId,
                                "events",
                                java.util.List.of(
                                        report("8.2", flowId, "S3", cause), report("8.2", flowId, "S4", cause))),
                        olena.token())
                .expect(202);
        assertThat(world.steps(flowId))
                .containsExactly("S1 cu→cmu ok", "S2 cmu→cmu ok", "S3 cmu→cu ok", "S4 cmu→cu ok");
        assertThat(world.flow(flowId).path("outcome").asString()).isEqualTo("ok");
        assertThat(cmu.call("GET", "/cmu/v1/devices", null, olena.token())
                        .body()
                        .path("items"))
                .hasSize(1);
        assertThat(cmu.db()
                        .sql("select evidence from binding where device_id = :d")
                        .param("d", device.deviceId)
                        .query(String.class)
                        .single())
                .contains("\"same_address\":false")
                .contains(TestDevice.ADDRESS);
    }

    static Map<String, Object> report(String flow, String flowId, String step, String cause) {
        return Map.ofEntries(
                Map.entry("event_id", Ids.next("evt")),
                Map.entry("flow", flow),
                Map.entry("flow_id", flowId),
                Map.entry("step", step),
                Map.entry("from", "cmu"),
                Map.entry("to", "cu"),
                Map.entry("message", "answer"),
                Map.entry("status", "ok"),
                Map.entry("cause", cause),
                Map.entry("message_id", Ids.next("msg")),
                Map.entry("mono_ns", 1),
                Map.entry("wall_time", "2026-11-21T12:00:00.000Z"));
    }

    @Test
    @Covers({"H6264-8.2-S2", "H6264-8.2-S4", "AMB-11"})
    void wrongCodeUnknownSerialAndOfflineDeviceAreOneAnswer() {
        World.Person olena = world.customer();
        TestDevice device = world.camera();
        TestDevice offline = TestDevice.make(world.vendor());
        world.register(offline).expect(201);
        Answer wrong = bind(olena, device.serial, device.wrongCode()).problem(404, "bind-failed");
        Answer unknown = bind(olena, "VDT-ZZZZ-ZZZZ", device.code).problem(404, "bind-failed");
        Answer dark = bind(olena, offline.serial, offline.code).problem(404, "bind-failed");
        for (String field : new String[] {"type", "title", "detail", "status", "code"}) {
            assertThat(wrong.body().path(field))
                    .isEqualTo(unknown.body().path(field))
                    .isEqualTo(dark.body().path(field));
        }
    }

    @Test
    @Covers({"H6264-8.2-S4", "AMB-11"})
    void onlyTheRightCodeLearnsThatItIsBound() {
        World.Person olena = world.customer();
        World.Person ivan = world.customer();
        TestDevice device = world.cameraOf(olena);
        bind(ivan, device.serial, device.wrongCode()).problem(404, "bind-failed");
        bind(ivan, device.serial, device.code).problem(409, "bound-to-other");
        bind(olena, device.deviceId, device.code).problem(409, "already-yours");
    }

    @Test
    @Covers("AMB-11")
    void aTypingErrorIsFoundBeforeItCounts() {
        World.Person olena = world.customer();
        TestDevice device = world.camera();
        char last = device.code.charAt(device.code.length() - 1);
        String typo = device.code.substring(0, device.code.length() - 1) + (last == '0' ? '1' : '0');
        for (int i = 0; i < 8; i++) {
            bind(olena, device.serial, typo).problem(422, "code-malformed");
        }
        bind(
                        olena,
                        device.serial,
                        device.code.toLowerCase(java.util.Locale.ROOT).replace("-", " "))
                .expect(201);
    }

    @Test
    @Covers("AMB-11")
    void fiveFailuresLockTheAccountForAnHour() {
        World.Person guesser = world.customer();
        for (int i = 0; i < 5; i++) {
            bind(guesser, "VDT-AAAA-000" + i, "0000-0000-0000-0000-0").problem(404, "bind-failed");
        }
        TestDevice device = world.camera();
        bind(guesser, device.serial, device.code).problem(429, "bind-locked");
        bind(world.customer(), device.serial, device.code).expect(201);
    }

    @Test
    @Covers("AMB-11")
    void fiveFailuresOfDifferentAccountsLockTheDeviceAndUnknownSerialsAlike() {
        TestDevice device = world.camera();
        for (int i = 0; i < 5; i++) {
            World.Person guesser = world.customer();
            bind(guesser, device.serial, device.wrongCode()).problem(404, "bind-failed");
            bind(guesser, "VDT-BBBB-BBBB", device.wrongCode()).problem(404, "bind-failed");
        }
        World.Person owner = world.customer();
        bind(owner, device.serial, device.code).problem(429, "bind-locked");
        bind(owner, "VDT-BBBB-BBBB", device.code).problem(429, "bind-locked");
    }

    @Test
    void aKeyPinThatDoesNotFitRefuses() {
        World.Person olena = world.customer();
        TestDevice device = world.camera();
        cmu.call(
                        "POST",
                        "/cmu/v1/bindings",
                        Map.of("device", device.serial, "code", device.code, "key_pin", "x".repeat(43)),
                        olena.token())
                .problem(404, "bind-failed");
        cmu.call(
                        "POST",
                        "/cmu/v1/bindings",
                        Map.of(
                                "device",
                                device.serial,
                                "code",
                                device.code,
                                "key_pin",
                                device.identity.keyPin(),
                                "name",
                                "Gate"),
                        olena.token())
                .expect(201);
    }

    @Test
    @Covers({"H6264-7.1-1", "AMB-11"})
    void aRemovedDeviceComesBackByUndoOrByCodeAndButton() {
        World.Person olena = world.customer();
        World.Person ivan = world.customer();
        TestDevice device = world.cameraOf(olena);
        cmu.call("DELETE", "/cmu/v1/devices/" + device.deviceId, null, olena.token())
                .expect(204);
        assertThat(cmu.call("GET", "/cmu/v1/devices", null, olena.token())
                        .body()
                        .path("items"))
                .isEmpty();
        cmu.call("GET", "/cmu/v1/devices/" + device.deviceId, null, olena.token())
                .problem(404, "device-not-found");
        cmu.call("POST", "/cmu/v1/devices/" + device.deviceId + ":restore", null, ivan.token())
                .problem(404, "device-not-found");
        cmu.call("POST", "/cmu/v1/devices/" + device.deviceId + ":restore", null, olena.token())
                .expect(200);

        cmu.call("DELETE", "/cmu/v1/devices/" + device.deviceId, null, olena.token())
                .expect(204);
        bind(ivan, device.serial, device.code).problem(409, "press-button");
        cmu.internal("scu", "POST", "/internal/v1/device-buttons", Map.of("device_id", device.deviceId))
                .expect(204);
        bind(ivan, device.serial, device.code).expect(201);
        cmu.call("POST", "/cmu/v1/devices/" + device.deviceId + ":restore", null, olena.token())
                .problem(409, "bound-to-other");
    }

    @Test
    void anUndoAfterTenMinutesIsTooLate() {
        CmuServer own = CmuServer.shared();
        World.Person olena = world.customer();
        TestDevice device = world.cameraOf(olena);
        own.call("DELETE", "/cmu/v1/devices/" + device.deviceId, null, olena.token())
                .expect(204);
        own.clock.advance(Duration.ofMinutes(11));
        own.call("POST", "/cmu/v1/devices/" + device.deviceId + ":restore", null, olena.token())
                .problem(404, "device-not-found");
    }

    @Test
    @Covers("H6264-7.1-1")
    void theOwnerRenamesAndGroups() {
        World.Person olena = world.customer();
        TestDevice device = world.cameraOf(olena);
        Answer changed = cmu.call(
                        "PATCH",
                        "/cmu/v1/devices/" + device.deviceId,
                        Map.of("name", "Front door", "group", "Outside", "distribution_allowed", false),
                        olena.token())
                .expect(200);
        assertThat(changed.get("name")).isEqualTo("Front door");
        assertThat(changed.body().path("distribution_allowed").asBoolean()).isFalse();
        assertThat(cmu.call("GET", "/cmu/v1/devices?group=Outside&query=FRONT", null, olena.token())
                        .body()
                        .path("items"))
                .hasSize(1);
        assertThat(cmu.call("GET", "/cmu/v1/devices?group=Inside", null, olena.token())
                        .body()
                        .path("items"))
                .isEmpty();
        cmu.call("PATCH", "/cmu/v1/devices/" + device.deviceId, Map.of("name", "x".repeat(81)), olena.token())
                .problem(422, "name-malformed");
    }
}
