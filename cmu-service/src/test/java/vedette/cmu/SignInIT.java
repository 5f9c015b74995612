package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

/** Sign-up, approval, sign-in, refresh, passwords: what works and what an attacker meets. */
class SignInIT {
    private final CmuServer cmu = CmuServer.shared();
    private final World world = new World(cmu);

    private Answer login(String phone, String password) {
        return cmu.call("POST", "/cmu/v1/sessions", Map.of("phone", phone, "password", password), null);
    }

    private Answer refresh(String token) {
        return cmu.call("POST", "/cmu/v1/sessions:refresh", Map.of("refresh_token", token), null);
    }

    @Test
    @Covers({"H6264-6.1.1-a", "H6264-6.1.1-b", "H6264-6.2-5", "H6264-6.3.2-2"})
    void signUpNeedsTheCodeAndTheOperatorsApproval() {
        String phone = World.freshPhone();
        Answer started = cmu.call("POST", "/cmu/v1/signups", World.signUpBody(phone), null)
                .expect(202);
        String confirm = "/cmu/v1/signups/" + started.get("signup_id") + ":confirm";
        String code = world.code(phone);
        String wrong = code.equals("000000") ? "000001" : "000000";
        Answer refused = cmu.call("POST", confirm, Map.of("code", wrong), null).problem(422, "code-wrong");
        assertThat(refused.get("detail")).contains("4");
        assertThat(cmu.call("POST", confirm, Map.of("code", code), null)
                        .expect(201)
                        .get("status"))
                .isEqualTo("pending");
        login(phone, World.PASSWORD).problem(403, "account-pending");
        login(phone, "not the password").problem(401, "login-failed");

        String operator = world.operator();
        String id = cmu.call(
                        "GET", "/cmu/v1/operator/customers?status=pending&query=" + phone.substring(1), null, operator)
                .body()
                .path("items")
                .path(0)
                .path("user_id")
                .asString();
        TestDevice camera = world.camera();
        cmu.call(
                        "POST",
                        "/cmu/v1/operator/customers/" + id + ":approve",
                        Map.of("device_id", camera.deviceId),
                        operator)
                .expect(200);
        cmu.call("POST", "/cmu/v1/operator/customers/" + id + ":approve", null, operator)
                .problem(409, "customer-not-pending");
        World.Person olena = world.login(phone, World.PASSWORD);
        Answer devices = cmu.call("GET", "/cmu/v1/devices", null, olena.token()).expect(200);
        assertThat(devices.body().path("items")).hasSize(1);
        assertThat(devices.text()).contains(camera.deviceId);
    }

    @Test
    @Covers("H6264-6.1.1-a")
    void fiveWrongCodesEndASignUp() {
        String phone = World.freshPhone();
        Answer started = cmu.call("POST", "/cmu/v1/signups", World.signUpBody(phone), null)
                .expect(202);
        String confirm = "/cmu/v1/signups/" + started.get("signup_id") + ":confirm";
        String code = world.code(phone);
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 5; i++) {
            cmu.call("POST", confirm, Map.of("code", wrong), null).problem(422, "code-wrong");
        }
        cmu.call("POST", confirm, Map.of("code", code), null).problem(422, "code-expired");
    }

    @Test
    void aNumberWithAnAccountShowsInItsSmsOnly() {
        World.Person olena = world.customer();
        Answer again = cmu.call("POST", "/cmu/v1/signups", World.signUpBody(olena.phone()), null)
                .expect(202);
        Answer fresh = cmu.call("POST", "/cmu/v1/signups", World.signUpBody(World.freshPhone()), null)
                .expect(202);
        assertThat(again.body().propertyNames())
                .containsExactlyInAnyOrderElementsOf(fresh.body().propertyNames());
        assertThat(world.sms(olena.phone())).contains("already have an account").doesNotContainPattern("[0-9]{6}");
        cmu.call("POST", "/cmu/v1/signups/" + again.get("signup_id") + ":confirm", Map.of("code", "123456"), null)
                .problem(422, "code-wrong");
    }

    @Test
    void weakPasswordsAndMalformedNumbersAreRefused() {
        for (String weak : new String[] {"short", "aaaaaaaaaaaa", "password1234", "Qwerty123456", "1234567890"}) {
            cmu.call(
                            "POST",
                            "/cmu/v1/signups",
                            Map.of("phone", World.freshPhone(), "password", weak, "display_name", "A"),
                            null)
                    .problem(422, "password-weak");
        }
        cmu.call(
                        "POST",
                        "/cmu/v1/signups",
                        Map.of("phone", "12345", "password", World.PASSWORD, "display_name", "A"),
                        null)
                .problem(422, "phone-malformed");
        cmu.call(
                        "POST",
                        "/cmu/v1/signups",
                        Map.of("phone", World.freshPhone(), "password", World.PASSWORD, "display_name", " "),
                        null)
                .problem(422, "name-malformed");
    }

    @Test
    @Covers("H6264-6.1.1-b")
    void anInvitationAdmitsOneCustomerAtOnce() {
        Answer invitation = cmu.call(
                        "POST", "/cmu/v1/operator/invitations", Map.of("note", "second household"), world.operator())
                .expect(201);
        String token = invitation.get("url").replaceAll(".*=", "");
        String phone = World.freshPhone();
        Map<String, Object> body = new java.util.HashMap<>(World.signUpBody(phone));
        body.put("invitation", token);
        Answer started = cmu.call("POST", "/cmu/v1/signups", body, null).expect(202);
        assertThat(cmu.call(
                                "POST",
                                "/cmu/v1/signups/" + started.get("signup_id") + ":confirm",
                                Map.of("code", world.code(phone)),
                                null)
                        .expect(201)
                        .get("status"))
                .isEqualTo("active");
        body.put("phone", World.freshPhone());
        cmu.call("POST", "/cmu/v1/signups", body, null).problem(403, "invitation-needed");
        assertThat(cmu.call("GET", "/cmu/v1/operator/invitations", null, world.operator())
                        .text())
                .contains("\"status\":\"used\"")
                .doesNotContain(token);
    }

    @Test
    @Covers("H6264-6.3.2-2")
    void fiveFailuresLockANumberForFifteenMinutesWhetherItExistsOrNot() {
        World.Person olena = world.customer();
        String nobody = World.freshPhone();
        for (int i = 0; i < 5; i++) {
            Answer wrong = login(olena.phone(), "wrong password " + i).problem(401, "login-failed");
            Answer unknown = login(nobody, World.PASSWORD).problem(401, "login-failed");
            assertThat(wrong.get("detail")).isEqualTo(unknown.get("detail"));
        }
        login(olena.phone(), World.PASSWORD).problem(429, "account-locked");
        login(nobody, World.PASSWORD).problem(429, "account-locked");
        cmu.clock.advance(Duration.ofMinutes(16));
        world.login(olena.phone(), World.PASSWORD);
        login(olena.phone(), "wrong again").problem(401, "login-failed");
        Answer log = cmu.call(
                        "GET",
                        "/cmu/v1/me/security-log",
                        null,
                        world.login(olena.phone(), World.PASSWORD).token())
                .expect(200);
        assertThat(log.text()).contains("sign-in-failed").contains("locked").contains("signed-in");
    }

    @Test
    @Covers("GAP-02")
    void aRefreshTokenWorksOnceAndItsReuseEndsTheSession() {
        World.Person olena = world.customer();
        Answer second = refresh(olena.refresh()).expect(200);
        assertThat(second.get("refresh_token")).isNotEqualTo(olena.refresh());
        cmu.call("GET", "/cmu/v1/me", null, second.get("access_token")).expect(200);
        refresh(olena.refresh()).problem(401, "refresh-reused");
        refresh(second.get("refresh_token")).problem(401, "refresh-invalid");
        cmu.call("GET", "/cmu/v1/me", null, second.get("access_token")).problem(401, "token-invalid");
        refresh("nonsense").problem(401, "refresh-invalid");
    }

    @Test
    @Covers("GAP-02")
    void accessTokensExpireAndCannotBeForged() {
        World.Person olena = world.customer();
        String[] parts = olena.token().split("\\.");
        String none = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
        String hs = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"HS256\"}".getBytes());
        for (String forged : new String[] {
            none + "." + parts[1] + ".",
            hs + "." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + ".AAAA",
            parts[0] + "." + parts[1],
            "x",
            "a.b.c",
            olena.token() + "x"
        }) {
            cmu.call("GET", "/cmu/v1/me", null, forged).problem(401, "token-invalid");
        }
        assertThat(cmu.call("GET", "/cmu/v1/jwks", null, null).expect(200).text())
                .contains("\"crv\":\"P-256\"")
                .doesNotContain("\"d\"");
        cmu.clock.advance(Duration.ofMinutes(16));
        cmu.call("GET", "/cmu/v1/me", null, olena.token()).problem(401, "token-invalid");
        refresh(olena.refresh()).expect(200);
    }

    @Test
    void aSignInLinkWorksOnceForTenMinutes() {
        Answer link = cmu.internal("quickstart", "POST", "/internal/v1/sign-in-links", Map.of("role", "operator"))
                .expect(201);
        Map<String, Object> body = Map.of("link_token", link.get("link_token"));
        cmu.call("POST", "/cmu/v1/sessions:link", body, null).expect(201);
        cmu.call("POST", "/cmu/v1/sessions:link", body, null).problem(401, "link-invalid");
        Answer late = cmu.internal(
                        "quickstart", "POST", "/internal/v1/sign-in-links", Map.of("user_id", link.get("user_id")))
                .expect(201);
        cmu.clock.advance(Duration.ofMinutes(11));
        cmu.call("POST", "/cmu/v1/sessions:link", Map.of("link_token", late.get("link_token")), null)
                .problem(401, "link-invalid");
        String phone = World.freshPhone();
        Map<String, Object> household = Map.of("role", "user", "display_name", "Demo", "phone", phone);
        World.Person demo = world.byLink(household);
        assertThat(world.byLink(household).userId()).isEqualTo(demo.userId());
        cmu.internal("quickstart", "POST", "/internal/v1/sign-in-links", Map.of("role", "administrator"))
                .problem(422, "link-request-malformed");
        cmu.internal("quickstart", "POST", "/internal/v1/sign-in-links", Map.of("user_id", "usr_x"))
                .problem(404, "account-not-found");
    }

    @Test
    @Covers("GAP-02")
    void aForgottenPasswordIsSetByCodeAndEndsAllSessions() {
        World.Person olena = world.customer();
        Answer reset = cmu.call("POST", "/cmu/v1/password-resets", Map.of("phone", olena.phone()), null)
                .expect(202);
        Answer nobody = cmu.call("POST", "/cmu/v1/password-resets", Map.of("phone", World.freshPhone()), null)
                .expect(202);
        cmu.call(
                        "POST",
                        "/cmu/v1/password-resets/" + nobody.get("reset_id") + ":confirm",
                        Map.of("code", "123456", "new_password", "another long password"),
                        null)
                .problem(422, "code-wrong");
        String code = world.code(olena.phone());
        String confirm = "/cmu/v1/password-resets/" + reset.get("reset_id") + ":confirm";
        cmu.call("POST", confirm, Map.of("code", code, "new_password", "short"), null)
                .problem(422, "password-weak");
        cmu.call("POST", confirm, Map.of("code", code, "new_password", "another long password"), null)
                .expect(204);
        assertThat(world.sms(olena.phone())).contains("password was changed");
        cmu.call("GET", "/cmu/v1/me", null, olena.token()).problem(401, "token-invalid");
        refresh(olena.refresh()).problem(401, "refresh-invalid");
        cmu.call("POST", confirm, Map.of("code", code, "new_password", "a third long password"), null)
                .problem(422, "code-expired");
        world.login(olena.phone(), "another long password");
        login(olena.phone(), World.PASSWORD).problem(401, "login-failed");
    }

    @Test
    void aChangedPasswordEndsTheOtherSessions() {
        World.Person desk = world.customer();
        World.Person phone = world.login(desk.phone(), World.PASSWORD);
        cmu.call(
                        "POST",
                        "/cmu/v1/me:change-password",
                        Map.of("old_password", "wrong one", "new_password", "another long password"),
                        desk.token())
                .problem(403, "password-wrong");
        cmu.call(
                        "POST",
                        "/cmu/v1/me:change-password",
                        Map.of("old_password", World.PASSWORD, "new_password", "another long password"),
                        desk.token())
                .expect(204);
        cmu.call("GET", "/cmu/v1/me", null, desk.token()).expect(200);
        cmu.call("GET", "/cmu/v1/me", null, phone.token()).problem(401, "token-invalid");
    }

    @Test
    void sessionsAreListedAndEnded() {
        World.Person desk = world.customer();
        World.Person phone = world.login(desk.phone(), World.PASSWORD);
        Answer list = cmu.call("GET", "/cmu/v1/me/sessions", null, desk.token()).expect(200);
        assertThat(list.body().path("items")).hasSize(2);
        String other = list.body()
                .path("items")
                .valueStream()
                .filter(s -> !s.path("current").asBoolean())
                .findFirst()
                .orElseThrow()
                .path("session_id")
                .asString();
        World.Person ivan = world.customer();
        cmu.call("DELETE", "/cmu/v1/me/sessions/" + other, null, ivan.token()).problem(404, "session-not-found");
        cmu.call("DELETE", "/cmu/v1/me/sessions/" + other, null, desk.token()).expect(204);
        cmu.call("GET", "/cmu/v1/me", null, phone.token()).problem(401, "token-invalid");
        cmu.call("DELETE", "/cmu/v1/sessions/current", null, desk.token()).expect(204);
        cmu.call("GET", "/cmu/v1/me", null, desk.token()).problem(401, "token-invalid");
    }

    @Test
    @Covers({"H6264-6.2-2b", "H6264-6.2-2f"})
    void aSuspendedCustomerIsOutAtOnceAndItIsAudited() {
        World.Person olena = world.customer();
        String path = "/cmu/v1/operator/customers/" + olena.userId();
        cmu.call("POST", path + ":suspend", null, world.operator()).expect(200);
        cmu.call("GET", "/cmu/v1/me", null, olena.token()).problem(401, "token-invalid");
        login(olena.phone(), World.PASSWORD).problem(403, "account-suspended");
        login(olena.phone(), "not the password").problem(401, "login-failed");
        cmu.call("POST", path + ":suspend", null, world.operator()).problem(409, "customer-not-active");
        cmu.call("POST", path + ":reinstate", null, world.operator()).expect(200);
        world.login(olena.phone(), World.PASSWORD);
        Answer audit = cmu.call("GET", "/cmu/v1/operator/audit?query=" + olena.userId(), null, world.operator())
                .expect(200);
        assertThat(audit.body()
                        .path("items")
                        .valueStream()
                        .map(e -> e.path("action").asString() + " "
                                + e.path("result").asString())
                        .toList())
                .containsExactly(
                        "customer.reinstate ok",
                        "customer.suspend customer-not-active",
                        "customer.suspend ok",
                        "customer.approve ok");
    }

    @Test
    void theOwnAccountIsReadAndChanged() {
        World.Person olena = world.customer();
        assertThat(cmu.call("GET", "/cmu/v1/me", null, olena.token())
                        .expect(200)
                        .get("phone"))
                .isEqualTo(olena.phone());
        assertThat(cmu.call("PATCH", "/cmu/v1/me", Map.of("display_name", "Olena M.", "language", "uk"), olena.token())
                        .expect(200)
                        .get("language"))
                .isEqualTo("uk");
        cmu.call("PATCH", "/cmu/v1/me", Map.of("language", "../etc"), olena.token())
                .problem(422, "language-malformed");
    }

    @Test
    void floodsOfOneClientAreSlowedDown() {
        String address = CmuServer.freshAddress();
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            Answer answer = cmu.call(
                    "POST", "/cmu/v1/signups/sgn_x:confirm", Map.of("code", "1"), null, "X-Forwarded-For", address);
            refused += answer.code().equals("too-many-requests") ? 1 : 0;
        }
        assertThat(refused).isGreaterThanOrEqualTo(15);
    }
}
