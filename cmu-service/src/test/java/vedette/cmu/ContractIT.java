package vedette.cmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import vedette.cmu.access.Access;
import vedette.platform.internal.CallersInterceptor;
import vedette.testkit.Covers;

/** The reviewed text and the running service say the same; and no entity calls what is not for it. */
class ContractIT {
    private static final List<String> ENTITIES =
            List.of("scu", "mtu", "csmu", "csau", "mdu", "cu-web", "quickstart", "cmu", "stranger");

    private final CmuServer cmu = CmuServer.shared();

    private Map<String, HandlerMethod> routes() {
        Map<String, HandlerMethod> routes = new TreeMap<>();
        cmu.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((info, handler) -> info.getPatternValues()
                        .forEach(pattern -> info.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> routes.put(method + " " + pattern, handler))));
        routes.keySet().removeIf(route -> !route.contains("/cmu/v1/") && !route.contains("/internal/v1/"));
        return routes;
    }

    @Test
    void everyRouteIsInTheTextAndEveryOperationHasARoute() {
        Set<String> written = OpenApi.operations().stream()
                .map(OpenApi.Operation::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(routes().keySet()).isEqualTo(written);
    }

    @Test
    @Covers("H6264-7.1-2")
    void rolesAndCallersOfTheTextAreThoseOfTheCode() {
        Map<String, HandlerMethod> routes = routes();
        for (OpenApi.Operation operation : OpenApi.operations()) {
            HandlerMethod handler = routes.get(operation.toString());
            if (operation.internal()) {
                assertThat(CallersInterceptor.callersOf(handler).value())
                        .as(operation.toString())
                        .containsExactlyInAnyOrderElementsOf(operation.callers());
                continue;
            }
            Access own = handler.getMethodAnnotation(Access.class);
            Access access = own != null ? own : handler.getBeanType().getAnnotation(Access.class);
            assertThat(access).as(operation.toString()).isNotNull();
            Access.Audience expected = operation.anonymous()
                    ? Access.Audience.ANONYMOUS
                    : operation.operatorOnly() ? Access.Audience.OPERATOR : Access.Audience.SIGNED_IN;
            assertThat(access.value()).as(operation.toString()).isEqualTo(expected);
        }
    }

    @Test
    void everyInternalOperationRefusesWhoeverItDoesNotList() {
        for (OpenApi.Operation operation : OpenApi.operations()) {
            if (!operation.internal()) {
                continue;
            }
            String path = operation.path().replaceAll("\\{[^}]+}", "ses_x");
            for (String entity : ENTITIES) {
                Answer answer = cmu.internal(
                        entity, operation.method(), path, operation.method().equals("GET") ? null : Map.of());
                if (operation.callers().contains(entity)) {
                    assertThat(answer.code()).as(entity + " " + operation).isNotEqualTo("caller-not-allowed");
                } else {
                    assertThat(answer.status()).as(entity + " " + operation).isEqualTo(403);
                    assertThat(answer.code()).as(entity + " " + operation).isEqualTo("caller-not-allowed");
                }
            }
        }
    }

    @Test
    void theFacesAreApart() {
        int internalPort = cmu.bean(vedette.platform.internal.FacePorts.class).internal();
        assertThat(cmu.send("cu-web", internalPort, "GET", "/cmu/v1/platform", null, null)
                        .status())
                .isEqualTo(404);
        assertThat(cmu.call("POST", "/internal/v1/sign-in-links", Map.of("role", "operator"), null)
                        .status())
                .isEqualTo(404);
        assertThat(cmu.call("GET", "/actuator/health", null, null).status()).isEqualTo(404);
        assertThat(cmu.send("scu", cmu.publicPort(), "GET", "/cmu/v1/platform", null, null)
                        .status())
                .isEqualTo(404);
        assertThat(cmu.internal("scu", "GET", "/actuator/health", null).status())
                .isEqualTo(200);
    }

    @Test
    @Covers("GAP-09")
    void emptyAndJunkBodiesAreProblemsNeverBugs() {
        String operator = new World(cmu).operator();
        for (OpenApi.Operation operation : OpenApi.operations()) {
            if (operation.method().equals("GET") || operation.id().equals("logout")) {
                continue;
            }
            String path = operation.path().replaceAll("\\{[^}]+}", "x_y");
            for (String body : List.of(
                    "{}",
                    "[]",
                    "null",
                    "{\"events\":[null],\"devices\":[null],\"session_ids\":[null]}",
                    "{\"a\"",
                    "7")) {
                Answer answer = operation.internal()
                        ? cmu.internal(operation.callers().getFirst(), operation.method(), path, body)
                        : cmu.call(operation.method(), path, body, operator);
                assertThat(answer.status())
                        .as(operation + " " + body + " → " + answer.text())
                        .isLessThan(500);
                if (answer.status() >= 400) {
                    assertThat(answer.header("Content-Type"))
                            .as(operation + " " + body)
                            .startsWith("application/problem+json");
                }
            }
        }
    }
}
