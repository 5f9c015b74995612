package vedette.cmu;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.device.factory.VendorRoot;

/** What most tests need on a CMU: an operator, customers, a vendor, an SCU, cameras. */
final class World {
    static final String PASSWORD = "a camera over the garden gate";
    private static final Pattern CODE = Pattern.compile("\\b([0-9]{6})\\b");
    private static final AtomicInteger PHONES = new AtomicInteger(1000);

    final CmuServer cmu;
    String scuBoot = Ids.next("req");
    private @Nullable String operator;
    private @Nullable VendorRoot vendor;

    World(CmuServer cmu) {
        this.cmu = cmu;
    }

    /**
     * Somebody signed in.
     *
     * @param token access token
     * @param refresh refresh token
     * @param userId account
     * @param phone number, empty for operators
     */
    record Person(String token, String refresh, String userId, String phone) {}

    static String freshPhone() {
        return "+38050" + String.format("%07d", PHONES.incrementAndGet());
    }

    String operator() {
        String token = operator;
        if (token == null || cmu.call("GET", "/cmu/v1/me", null, token).status() == 401) {
            token = byLink(Map.of("role", "operator")).token();
            operator = token;
        }
        return token;
    }

    Person byLink(Map<String, Object> request) {
        Answer link = cmu.internal("quickstart", "POST", "/internal/v1/sign-in-links", request)
                .expect(201);
        return person(
                cmu.call("POST", "/cmu/v1/sessions:link", Map.of("link_token", link.get("link_token")), null)
                        .expect(201),
                "");
    }

    static Person person(Answer tokens, String phone) {
        return new Person(
                tokens.get("access_token"),
                tokens.get("refresh_token"),
                tokens.body().path("account").path("user_id").asString(),
                phone);
    }

    /** An active customer that signed up, was approved, and signed in. */
    Person customer() {
        String phone = freshPhone();
        signUp(phone);
        JsonNode found = cmu.call("GET", "/cmu/v1/operator/customers?query=" + phone.substring(1), null, operator())
                .expect(200)
                .body()
                .path("items")
                .path(0);
        cmu.call(
                        "POST",
                        "/cmu/v1/operator/customers/" + found.path("user_id").asString() + ":approve",
                        null,
                        operator())
                .expect(200);
        return login(phone, PASSWORD);
    }

    /** Signs up and confirms; the account waits for approval. */
    void signUp(String phone) {
        Answer started =
                cmu.call("POST", "/cmu/v1/signups", signUpBody(phone), null).expect(202);
        cmu.call("POST", "/cmu/v1/signups/" + started.get("signup_id") + ":confirm", Map.of("code", code(phone)), null)
                .expect(201);
    }

    static Map<String, Object> signUpBody(String phone) {
        return Map.of("phone", phone, "password", PASSWORD, "display_name", "Olena");
    }

    Person login(String phone, String password) {
        return person(
                cmu.call("POST", "/cmu/v1/sessions", Map.of("phone", phone, "password", password), null)
                        .expect(201),
                phone);
    }

    /** Text of the newest SMS to a number. */
    String sms(String phone) {
        return cmu.call("GET", "/cmu/v1/operator/messages?query=" + phone.substring(1), null, operator())
                .expect(200)
                .body()
                .path("items")
                .path(0)
                .path("text")
                .asString("");
    }

    /** Code in the newest SMS to a number. */
    String code(String phone) {
        Matcher matcher = CODE.matcher(sms(phone));
        if (!matcher.find()) {
            throw new AssertionError("No code was sent to " + phone);
        }
        return matcher.group(1);
    }

    VendorRoot vendor() {
        VendorRoot root = vendor;
        if (root == null) {
            root = TestDevice.root(cmu.data, "Acme" + Ids.next("vnd").substring(4, 10));
            cmu.call(
                            "POST",
                            "/cmu/v1/operator/vendors",
                            Map.of("name", root.vendor(), "root_certificate_pem", root.certificatePem()),
                            operator())
                    .expect(201);
            vendor = root;
        }
        return root;
    }

    void scuBeat(String scu, String boot) {
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/service-instances",
                        Map.of(
                                "entity",
                                "scu",
                                "instance",
                                scu,
                                "boot_id",
                                boot,
                                "urls",
                                Map.of("internal", "https://127.0.0.1:9", "device", "https://127.0.0.1:8444")))
                .expect(200);
    }

    Answer register(TestDevice device) {
        Answer answer = cmu.internal(
                "scu",
                "POST",
                "/internal/v1/registrations",
                device.registration(),
                "Vedette-Flow",
                "flow=8.1; id=" + device.flowId + "; step=S2; cause=" + Ids.next("evt"));
        device.deviceId = answer.get("device_id");
        return answer;
    }

    /** Opens the device's channel; returns the epoch. */
    long attach(TestDevice device) {
        return cmu.internal("scu", "POST", "/internal/v1/channels", device.channel(scuBoot))
                .expect(200)
                .body()
                .path("epoch")
                .asLong();
    }

    /** A camera that is registered and online. */
    TestDevice camera() {
        TestDevice device = TestDevice.make(vendor());
        register(device).expect(201);
        scuBeat("1", scuBoot);
        attach(device);
        return device;
    }

    Answer bind(Person person, TestDevice device) {
        return cmu.call(
                "POST", "/cmu/v1/bindings", Map.of("device", device.serial, "code", device.code), person.token());
    }

    /** A camera bound to a customer. */
    TestDevice cameraOf(Person person) {
        TestDevice device = camera();
        bind(person, device).expect(201);
        return device;
    }

    static Map<String, Object> rtspPlay(String deviceId) {
        return Map.of(
                "device_id",
                deviceId,
                "channel",
                1,
                "stream",
                "main",
                "transport",
                "rtsp",
                "capabilities",
                Map.of("width_max", 1280, "codecs", List.of("H264"), "audio_codecs", List.of("PCMA")));
    }

    static Map<String, Object> webPlay(String deviceId, String fingerprint) {
        return Map.of(
                "device_id",
                deviceId,
                "stream",
                "sub",
                "transport",
                "webrtc",
                "viewer_fingerprint",
                fingerprint,
                "capabilities",
                Map.of("codecs", List.of("H264")));
    }

    Answer verify(String sessionId, Map<String, Object> body, String... headers) {
        return cmu.internal("scu", "POST", "/internal/v1/sessions/" + sessionId + ":verify", body, headers)
                .expect(200);
    }

    JsonNode flow(String flowId) {
        return cmu.call("GET", "/cmu/v1/operator/flows/" + flowId, null, operator())
                .expect(200)
                .body();
    }

    /** The steps of a flow as {@code S1 cu→cmu ok}. */
    List<String> steps(String flowId) {
        return flow(flowId)
                .path("events")
                .valueStream()
                .map(e -> e.path("step").asString() + " " + e.path("from").asString() + "→"
                        + e.path("to").asString() + " " + e.path("status").asString())
                .toList();
    }
}
