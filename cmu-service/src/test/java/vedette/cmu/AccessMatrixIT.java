package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vedette.contracts.Ids;
import vedette.testkit.Covers;

/**
 * Route × role × own or foreign object × tenant, generated from the OpenAPI text: whoever may not see an object meets the same 404 as for one
 * that does not exist.
 */
@Covers({"H6264-7.1-2", "GAP-13"})
class AccessMatrixIT {
    private static CmuServer cmu;
    private static World.Person owner;
    private static World.Person neighbour;
    private static World.Person foreigner;
    private static String operator;
    private static World.Person foreignOperator;
    private static TestDevice device;
    private static Map<String, String> ids;
    private static List<String> secrets;

    @BeforeAll
    static void start() {
        cmu = new CmuServer(Map.of());
        World world = new World(cmu);
        operator = world.operator();
        owner = world.customer();
        neighbour = world.customer();
        device = world.cameraOf(owner);
        Answer key = cmu.call(
                        "POST",
                        "/cmu/v1/devices/" + device.deviceId + "/access-keys",
                        Map.of("label", "k"),
                        owner.token())
                .expect(201);
        Answer play = cmu.call("POST", "/cmu/v1/play-requests", World.rtspPlay(device.deviceId), owner.token())
                .expect(201);
        String vendor = cmu.call("GET", "/cmu/v1/operator/vendors", null, operator)
                .body()
                .path("items")
                .path(0)
                .path("vendor_id")
                .asString();
        String sessions = cmu.call("GET", "/cmu/v1/me/sessions", null, owner.token())
                .body()
                .path("items")
                .path(0)
                .path("session_id")
                .asString();
        ids = Map.of(
                "devices",
                device.deviceId,
                "cameras",
                device.deviceId,
                "customers",
                owner.userId(),
                "vendors",
                vendor,
                "key_id",
                key.get("key_id"),
                "flow_id",
                play.get("flow_id"),
                "play-sessions",
                play.get("session_id"),
                "sessions",
                sessions);
        secrets = List.of(
                device.deviceId,
                device.serial,
                owner.userId(),
                owner.phone(),
                vendor,
                play.get("flow_id"),
                play.get("session_id"));
        foreigner = inOtherTenant("user", "+380990000001");
        foreignOperator = inOtherTenant("operator", "+380990000002");
    }

    @AfterAll
    static void stop() {
        cmu.close();
    }

    private static World.Person inOtherTenant(String role, String phone) {
        String tenant = "tnt_00000000000000000000000001";
        cmu.db()
                .sql(
                        "insert into tenant (tenant_id, name, created_at) values (:t, 'other', now()) on conflict do nothing")
                .param("t", tenant)
                .update();
        String user = Ids.next("usr");
        cmu.db()
                .sql(
                        "insert into account (account_id, tenant_id, version, phone, display_name, role, status, created_at)"
                                + " values (:id, :t, 0, :phone, 'Other', :role, 'active', now())")
                .param("id", user)
                .param("t", tenant)
                .param("phone", phone)
                .param("role", role)
                .update();
        return new World(cmu).byLink(Map.of("user_id", user));
    }

    /** The operation's path with the ids of the owner's objects. */
    private static String path(OpenApi.Operation operation) {
        String path = operation.path();
        for (String name : List.of("key_id", "flow_id")) {
            path = path.replace("{" + name + "}", ids.get(name));
        }
        path = path.replace("{instance}", "none");
        for (String kind : List.of("play-sessions", "sessions", "devices", "cameras", "customers", "vendors")) {
            path = path.replace("/" + kind + "/{id}", "/" + kind + "/" + ids.get(kind));
        }
        return path;
    }

    private static Object body(OpenApi.Operation operation) {
        if (operation.method().equals("GET") || operation.method().equals("DELETE")) {
            return null;
        }
        return switch (operation.id()) {
            case "play" -> World.rtspPlay(device.deviceId);
            case "reportFlow" -> Map.of("flow_id", ids.get("flow_id"), "events", List.of());
            case "createAccessKey" -> Map.of("label", "x");
            case "changeDevice" -> Map.of("name", "stolen");
            default -> Map.of();
        };
    }

    private static List<OpenApi.Operation> publicOperations() {
        return OpenApi.operations().stream()
                .filter(operation -> !operation.internal() && !operation.anonymous())
                .toList();
    }

    private static boolean aboutAnObject(OpenApi.Operation operation) {
        return operation.path().contains("{") || List.of("play", "reportFlow").contains(operation.id());
    }

    @Test
    void withoutTokenEveryOperationButTheOpenOnesAnswers401() {
        for (OpenApi.Operation operation : publicOperations()) {
            Answer answer = cmu.call(operation.method(), path(operation), body(operation), null);
            assertThat(answer.status()).as(operation.toString()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @Test
    void customersReachNoOperatorOperation() {
        for (OpenApi.Operation operation : publicOperations()) {
            if (operation.operatorOnly()) {
                cmu.call(operation.method(), path(operation), body(operation), owner.token())
                        .problem(403, "role-missing");
            }
        }
    }

    @Test
    void foreignObjectsDoNotExistForCustomersOfEitherTenant() {
        for (OpenApi.Operation operation : publicOperations()) {
            if (operation.operatorOnly() || !aboutAnObject(operation)) {
                continue;
            }
            for (World.Person person : List.of(neighbour, foreigner)) {
                Answer answer = cmu.call(operation.method(), path(operation), body(operation), person.token());
                assertThat(answer.status()).as(operation + " " + answer.text()).isEqualTo(404);
            }
            Answer byOperator = cmu.call(operation.method(), path(operation), body(operation), operator);
            assertThat(byOperator.status())
                    .as("staff cannot act as the owner: " + operation + byOperator.text())
                    .isEqualTo(404);
        }
        assertThat(cmu.call("GET", "/cmu/v1/devices/" + device.deviceId, null, owner.token())
                        .expect(200)
                        .get("name"))
                .isNotEqualTo("stolen");
    }

    @Test
    void operatorsOfAnotherTenantNeitherSeeNorReachAnything() {
        for (OpenApi.Operation operation : publicOperations()) {
            if (!operation.operatorOnly()) {
                continue;
            }
            Answer answer = cmu.call(operation.method(), path(operation), body(operation), foreignOperator.token());
            if (aboutAnObject(operation)) {
                assertThat(answer.status()).as(operation + " " + answer.text()).isEqualTo(404);
            } else if (operation.id().equals("audit")) {
                // It holds what this operator tried just now, ids included, and nobody else's entries.
                answer.expect(200)
                        .body()
                        .path("items")
                        .forEach(entry ->
                                assertThat(entry.path("actor").asString()).isEqualTo(foreignOperator.userId()));
            } else if (operation.method().equals("GET")) {
                answer.expect(200);
                secrets.forEach(secret ->
                        assertThat(answer.text()).as(operation.toString()).doesNotContain(secret));
            }
        }
        assertThat(cmu.call("GET", "/cmu/v1/operator/overview", null, foreignOperator.token())
                        .body()
                        .path("customers")
                        .path("active")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void listsOfOthersHoldNothingOfTheOwner() {
        for (OpenApi.Operation operation : publicOperations()) {
            if (operation.operatorOnly()
                    || aboutAnObject(operation)
                    || !operation.method().equals("GET")) {
                continue;
            }
            for (World.Person person : List.of(neighbour, foreigner)) {
                Answer answer =
                        cmu.call("GET", path(operation), null, person.token()).expect(200);
                secrets.forEach(secret ->
                        assertThat(answer.text()).as(operation.toString()).doesNotContain(secret));
            }
        }
    }

    @Test
    void aDeviceOfAnotherTenantCannotBeBoundEvenWithItsCode() {
        cmu.call("POST", "/cmu/v1/bindings", Map.of("device", device.serial, "code", device.code), foreigner.token())
                .problem(404, "bind-failed");
    }

    @Test
    void operatorsSeeTheirTenant() {
        for (OpenApi.Operation operation : publicOperations()) {
            if (operation.operatorOnly() && operation.method().equals("GET")) {
                cmu.call("GET", path(operation), null, operator).expect(200);
            }
        }
        assertThat(cmu.call("GET", "/cmu/v1/operator/cameras?query=" + device.serial, null, operator)
                        .text())
                .contains(device.deviceId);
    }
}
