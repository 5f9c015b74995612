package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import vedette.cmu.sms.Sms;
import vedette.testkit.Covers;

/** The SMS gateway's side of the contract: submission, retries, delivery reports. */
class SmsIT {
    private static String status(CmuServer cmu, String messageId) {
        return cmu.db()
                .sql("select status from sms_message where message_id = :id")
                .param("id", messageId)
                .query(String.class)
                .single();
    }

    @Test
    @Covers("H6264-6.2-5")
    void aMessageIsRetriedOnServerErrorsAndItsDeliveryReported() {
        AtomicInteger failures = new AtomicInteger(2);
        try (FakeHttp gateway = new FakeHttp(_ -> new FakeHttp.Reply(failures.getAndDecrement() > 0 ? 503 : 202, ""));
                CmuServer cmu = new CmuServer(
                        Map.of("vedette.cmu.sms.adapter", "http", "vedette.cmu.sms.url", gateway.url()))) {
            cmu.call("POST", "/cmu/v1/signups", World.signUpBody("+380501110001"), null)
                    .expect(202);
            String first = gateway.await();
            String last = first;
            for (int i = 0; i < 2; i++) {
                last = gateway.await(() -> {
                    cmu.clock.advance(Duration.ofSeconds(3));
                    cmu.bean(Sms.class).dispatch();
                });
            }
            assertThat(last).as("the same message each time").isEqualTo(first);
            JsonNode message = CmuServer.JSON.readTree(last);
            assertThat(message.path("to").asString()).isEqualTo("+380501110001");
            assertThat(message.path("text").asString()).containsPattern("[0-9]{6}");
            String id = message.path("message_id").asString();
            Map<String, Object> report = Map.of(
                    "message_id",
                    id,
                    "status",
                    "delivered",
                    "report_token",
                    message.path("report_token").asString());
            cmu.call(
                            "POST",
                            "/cmu/v1/sms-reports",
                            Map.of("message_id", id, "status", "delivered", "report_token", "guess"),
                            null)
                    .problem(404, "message-not-found");
            cmu.call("POST", "/cmu/v1/sms-reports", report, null).expect(204);
            assertThat(status(cmu, id)).isEqualTo("delivered");
            assertThat(gateway.bodies).isEmpty();
            cmu.call("GET", "/cmu/v1/operator/messages", null, new World(cmu).operator())
                    .problem(404, "no-outbox");
        }
    }

    @Test
    @Covers("H6264-6.2-5")
    void aRefusedMessageFailsAtOnceAndNeedsAttention() {
        try (FakeHttp gateway = new FakeHttp(_ -> new FakeHttp.Reply(400, ""));
                CmuServer cmu = new CmuServer(
                        Map.of("vedette.cmu.sms.adapter", "http", "vedette.cmu.sms.url", gateway.url()))) {
            cmu.call("POST", "/cmu/v1/signups", World.signUpBody("+380501110002"), null)
                    .expect(202);
            String id =
                    CmuServer.JSON.readTree(gateway.await()).path("message_id").asString();
            cmu.bean(Sms.class).dispatch();
            assertThat(eventually(cmu, id)).isEqualTo("failed");
            assertThat(cmu.call("GET", "/cmu/v1/operator/overview", null, new World(cmu).operator())
                            .text())
                    .contains("sms-failed");
        }
    }

    /** The state that a message settles in; asks the CMU itself, so it waits for the dispatch that runs. */
    private static String eventually(CmuServer cmu, String id) {
        String state = status(cmu, id);
        for (int i = 0; i < 200 && state.equals("queued"); i++) {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            state = status(cmu, id);
        }
        return state;
    }

    @Test
    void theOutboxIsForLoopbackOnly() {
        assertThatThrownBy(() -> new CmuServer(Map.of("vedette.portal-origin", "https://cameras.example")).close())
                .hasStackTraceContaining("outbox");
    }

    @Test
    void withoutGatewayOnlyTheInvitedSignUp() {
        try (CmuServer cmu = new CmuServer(Map.of("vedette.cmu.sms.adapter", "none"))) {
            cmu.call("POST", "/cmu/v1/signups", World.signUpBody("+380501110003"), null)
                    .problem(503, "sms-unavailable");
            Answer invitation = cmu.call(
                            "POST",
                            "/cmu/v1/operator/invitations",
                            Map.of("phone", "+380501110003"),
                            new World(cmu).operator())
                    .expect(201);
            Map<String, Object> body = new java.util.HashMap<>(World.signUpBody("+380501110003"));
            body.put("invitation", invitation.get("url").replaceAll(".*=", ""));
            Answer started = cmu.call("POST", "/cmu/v1/signups", body, null).expect(202);
            assertThat(started.body().path("code_needed").asBoolean()).isFalse();
            assertThat(cmu.call(
                                    "POST",
                                    "/cmu/v1/signups/" + started.get("signup_id") + ":confirm",
                                    Map.of("code", ""),
                                    null)
                            .expect(201)
                            .get("status"))
                    .isEqualTo("active");
            new World(cmu).login("+380501110003", World.PASSWORD);
        }
    }
}
