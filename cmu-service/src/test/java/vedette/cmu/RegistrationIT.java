package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.contracts.Ids;
import vedette.testkit.Covers;

/** Flow 8.1 at the CMU: steps S2 and S3, and everything that must be refused. */
class RegistrationIT {
    private final CmuServer cmu = CmuServer.shared();
    private final World world = new World(cmu);

    private long rows(String serial) {
        return cmu.db()
                .sql("select count(*) from device where serial = :s")
                .param("s", serial)
                .query(Long.class)
                .single();
    }

    @Test
    @Covers({"H6264-8.1-S2", "H6264-8.1-S3", "H6264-6.2-2c", "GAP-01"})
    void aNewDeviceIsRegisteredAndTheStepIsRecorded() {
        TestDevice device = TestDevice.make(world.vendor());
        Answer answer = world.register(device).expect(201);
        assertThat(answer.get("device_id")).startsWith("dev_");
        assertThat(answer.body().path("created").asBoolean()).isTrue();
        assertThat(answer.body().path("expires_in_ms").asLong()).isEqualTo(86_400_000);
        assertThat(answer.header("Vedette-Flow")).contains(device.flowId).contains("step=S3");
        assertThat(answer.body().path("flow").path("step").asString()).isEqualTo("S3");
        assertThat(world.steps(device.flowId)).containsExactly("S2 scu→cmu ok");
        assertThat(cmu.db()
                        .sql("select registration from device where device_id = :d")
                        .param("d", device.deviceId)
                        .query(String.class)
                        .single())
                .isEqualTo("registered");
    }

    @Test
    @Covers({"H6264-8.1-S3", "AMB-10", "GAP-10"})
    void theSameKeyAgainKeepsItsId() {
        TestDevice device = TestDevice.make(world.vendor());
        String id = world.register(device).expect(201).get("device_id");
        Answer again = world.register(device).expect(200);
        assertThat(again.get("device_id")).isEqualTo(id);
        assertThat(world.steps(device.flowId))
                .as("a retry of one boot is no new event")
                .containsExactly("S2 scu→cmu ok");
    }

    @Test
    @Covers({"H6264-8.1-S3", "AMB-10"})
    void aKnownSerialWithAnotherKeyIsRefusedAndRaisesAlarm() {
        TestDevice device = TestDevice.make(world.vendor());
        world.register(device).expect(201);
        TestDevice copy = TestDevice.make(world.vendor(), device.serial);
        world.register(copy).problem(409, "serial-has-other-key");
        assertThat(world.steps(copy.flowId)).containsExactly("S2 scu→cmu serial-has-other-key");
        assertThat(world.flow(copy.flowId).path("broke_at").asString()).isEqualTo("S2");
        assertThat(cmu.call("GET", "/cmu/v1/operator/overview", null, world.operator())
                        .text())
                .contains("serial-has-other-key");
        assertThat(cmu.call("GET", "/cmu/v1/operator/audit?query=device.key-conflict", null, world.operator())
                        .text())
                .contains(device.deviceId);
    }

    @Test
    @Covers({"H6264-8.1-S1", "H6264-8.1-S2"})
    void aBadProofLeavesNoRow() {
        TestDevice device = TestDevice.make(world.vendor());
        Map<String, Object> body = device.registration();
        body.put("signature", device.sign("another nonce"));
        cmu.internal("scu", "POST", "/internal/v1/registrations", body).problem(403, "device-proof-invalid");
        body = device.registration();
        body.put("firmware", "6.6.6");
        cmu.internal("scu", "POST", "/internal/v1/registrations", body).problem(403, "device-proof-invalid");
        assertThat(rows(device.serial)).isZero();
    }

    @Test
    @Covers("H6264-8.1-S1")
    void aSerialThatIsNotTheCertificatesIsRefused() {
        TestDevice device = TestDevice.make(world.vendor());
        Map<String, Object> body = device.registration();
        body.put("serial", "VDT-AAAA-AAAA");
        cmu.internal("scu", "POST", "/internal/v1/registrations", body).problem(403, "device-proof-invalid");
        assertThat(rows("VDT-AAAA-AAAA")).isZero();
    }

    @Test
    @Covers({"H6264-6.2-2c", "AMB-10"})
    void anUnknownVendorIsRefusedUntilAdmittedAndAgainAfterDismissal(@TempDir Path directory) {
        var stranger = TestDevice.root(directory, "Stranger" + Ids.next("vnd").substring(4, 9));
        TestDevice device = TestDevice.make(stranger);
        world.register(device).problem(403, "vendor-unknown");
        Map<String, Object> vendor = Map.of("name", "Stranger", "root_certificate_pem", stranger.certificatePem());
        String vendorId = cmu.call("POST", "/cmu/v1/operator/vendors", vendor, world.operator())
                .expect(201)
                .get("vendor_id");
        cmu.call("POST", "/cmu/v1/operator/vendors", vendor, world.operator()).problem(409, "vendor-exists");
        world.register(device).expect(201);
        cmu.call("DELETE", "/cmu/v1/operator/vendors/" + vendorId, null, world.operator())
                .expect(204);
        world.register(TestDevice.make(stranger)).problem(403, "vendor-unknown");
    }

    @Test
    @Covers("H6264-8.1-S1")
    void aChainThatIsForgedUnderAKnownRootIsRefused(@TempDir Path directory) {
        TestDevice device = TestDevice.make(TestDevice.root(directory, "Forger"));
        Map<String, Object> body = device.registration();
        List<Object> chain = new java.util.ArrayList<>((List<?>) body.get("certificate_chain_pem"));
        chain.set(chain.size() - 1, world.vendor().certificatePem());
        body.put("certificate_chain_pem", chain);
        cmu.internal("scu", "POST", "/internal/v1/registrations", body).problem(403, "device-proof-invalid");
    }

    @Test
    @Covers("H6264-6.2-2a")
    void aDisabledDeviceIsRefusedUntilEnabled() {
        TestDevice device = world.camera();
        cmu.call("POST", "/cmu/v1/operator/cameras/" + device.deviceId + ":disable", null, world.operator())
                .expect(200);
        world.register(device).problem(403, "device-disabled");
        device.deviceId = cmu.db()
                .sql("select device_id from device where serial = :s")
                .param("s", device.serial)
                .query(String.class)
                .single();
        cmu.internal("scu", "POST", "/internal/v1/channels", device.channel(world.scuBoot))
                .problem(403, "device-disabled");
        cmu.call("POST", "/cmu/v1/operator/cameras/" + device.deviceId + ":enable", null, world.operator())
                .expect(200);
        world.register(device).expect(200);
    }

    @Test
    void malformedRegistrationsSayWhatIsWrong() {
        TestDevice device = TestDevice.make(world.vendor());
        for (Map.Entry<String, Object> bad : Map.<String, Object>of(
                        "serial",
                        "x",
                        "kind",
                        "toaster",
                        "boot_id",
                        "short",
                        "level",
                        9,
                        "media",
                        Map.of("rtsp_url", "rtsp://user:pw@127.0.0.1:1/x"),
                        "capabilities",
                        Map.of("channels", List.of()),
                        "certificate_chain_pem",
                        List.of("junk", "junk"))
                .entrySet()) {
            Map<String, Object> body = device.registration();
            body.put(bad.getKey(), bad.getValue());
            Answer answer = cmu.internal("scu", "POST", "/internal/v1/registrations", body)
                    .problem(400, "registration-malformed");
            assertThat(answer.get("detail")).as(bad.getKey()).isNotEmpty();
        }
        Map<String, Object> body = device.registration();
        body.remove("serial");
        assertThat(cmu.internal("scu", "POST", "/internal/v1/registrations", body)
                        .problem(400, "request-invalid")
                        .text())
                .contains("/serial");
        assertThat(rows(device.serial)).isZero();
    }

    @Test
    @Covers("H6264-6.2-2d")
    void aNewHeartbeatIntervalReachesDevicesThatRegisterNow() {
        cmu.call("PATCH", "/cmu/v1/operator/settings", Map.of("heartbeat_ms", 7000), world.operator())
                .expect(200);
        try {
            assertThat(world.register(TestDevice.make(world.vendor()))
                            .expect(201)
                            .body()
                            .path("heartbeat_ms")
                            .asLong())
                    .isEqualTo(7000);
        } finally {
            cmu.call("PATCH", "/cmu/v1/operator/settings", Map.of("heartbeat_ms", 5000), world.operator())
                    .expect(200);
        }
        cmu.call("PATCH", "/cmu/v1/operator/settings", Map.of("heartbeat_ms", 10), world.operator())
                .problem(422, "heartbeat-out-of-range");
    }
}
