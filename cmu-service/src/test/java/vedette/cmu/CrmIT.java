package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

/** The customer system decides who may sign up and in; its silence means no. */
class CrmIT {
    @Test
    @Covers("H6264-6.2-6")
    void deniedAndUnansweredSubscribersStayOut() {
        AtomicReference<FakeHttp.Reply> reply = new AtomicReference<>(new FakeHttp.Reply(200, "{\"active\":true}"));
        FakeHttp crm = new FakeHttp(_ -> reply.get());
        try (CmuServer cmu = new CmuServer(Map.of("vedette.cmu.approval", "crm", "vedette.cmu.crm.url", crm.url()))) {
            World world = new World(cmu);
            String phone = World.freshPhone();
            Answer started = cmu.call("POST", "/cmu/v1/signups", World.signUpBody(phone), null)
                    .expect(202);
            assertThat(cmu.call(
                                    "POST",
                                    "/cmu/v1/signups/" + started.get("signup_id") + ":confirm",
                                    Map.of("code", world.code(phone)),
                                    null)
                            .expect(201)
                            .get("status"))
                    .isEqualTo("active");
            world.login(phone, World.PASSWORD);
            Map<String, Object> login = Map.of("phone", phone, "password", World.PASSWORD);

            reply.set(new FakeHttp.Reply(200, "{\"active\":false}"));
            cmu.call("POST", "/cmu/v1/sessions", login, null).problem(403, "subscriber-denied");
            cmu.call("POST", "/cmu/v1/signups", World.signUpBody(World.freshPhone()), null)
                    .problem(403, "subscriber-denied");
            for (FakeHttp.Reply bad : java.util.List.of(
                    new FakeHttp.Reply(500, ""), new FakeHttp.Reply(200, "{}"), new FakeHttp.Reply(200, "junk"))) {
                reply.set(bad);
                cmu.call("POST", "/cmu/v1/sessions", login, null).problem(503, "crm-unavailable");
            }
            crm.close();
            cmu.call("POST", "/cmu/v1/sessions", login, null).problem(503, "crm-unavailable");
            cmu.call("POST", "/cmu/v1/signups", World.signUpBody(World.freshPhone()), null)
                    .problem(503, "crm-unavailable");
        }
    }
}
