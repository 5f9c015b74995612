package vedette.cuweb;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sign-in for browsers: the refresh token goes into an HttpOnly cookie here and never reaches a script; the access token goes to the page. Every
 * call must carry the portal's own header and origin, so that no other site can make it (OWASP ASVS 5.0 §3.5). Thread-safe.
 */
@RestController
class SessionEndpoints {
    private static final String GUARD_HEADER = "X-Vedette";
    private static final ParameterizedTypeReference<byte[]> BYTES = new ParameterizedTypeReference<>() {};

    private final WebClient cmu;
    private final PortalOrigin origin;
    private final ProblemWriter problems;
    private final JsonMapper mapper;
    private final Duration timeout;
    private final RecentRefreshes recent = new RecentRefreshes(Clock.systemUTC());

    SessionEndpoints(WebClient cmu, PortalOrigin origin, ProblemWriter problems, JsonMapper mapper, CuWebProperties properties) {
        this.cmu = cmu;
        this.origin = origin;
        this.problems = problems;
        this.mapper = mapper;
        this.timeout = properties.callTimeout();
    }

    @PostMapping("/session/login")
    Mono<Void> login(ServerWebExchange exchange, @RequestBody(required = false) byte @Nullable [] body) {
        return guarded(exchange, () -> signIn(exchange, "/cmu/v1/sessions", body));
    }

    @PostMapping("/session/link")
    Mono<Void> link(ServerWebExchange exchange, @RequestBody(required = false) byte @Nullable [] body) {
        return guarded(exchange, () -> signIn(exchange, "/cmu/v1/sessions:link", body));
    }

    /** New tokens for the cookie; 204 when the browser holds none, which is no error. */
    @PostMapping("/session/refresh")
    Mono<Void> refresh(ServerWebExchange exchange) {
        return guarded(exchange, () -> {
            String token = refreshToken(exchange.getRequest());
            if (token == null) {
                return empty(exchange);
            }
            return refreshed(exchange, token).flatMap(answer -> {
                if (answer.getStatusCode().value() == 401 || answer.getStatusCode().value() == 403) {
                    setCookie(exchange, "", Duration.ZERO);
                }
                return passOn(exchange, answer);
            });
        });
    }

    @PostMapping("/session/logout")
    Mono<Void> logout(ServerWebExchange exchange) {
        return guarded(exchange, () -> {
            setCookie(exchange, "", Duration.ZERO);
            String bearer = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
            String token = refreshToken(exchange.getRequest());
            Mono<String> authorization = bearer != null
                    ? Mono.just(bearer)
                    : token == null
                            ? Mono.empty()
                            : refreshed(exchange, token)
                                    .filter(answer -> answer.getStatusCode().is2xxSuccessful())
                                    .mapNotNull(answer -> "Bearer " + json(answer).path("access_token").asString(""));
            return authorization.flatMap(value -> end(exchange, value)).then(Mono.defer(() -> empty(exchange)));
        });
    }

    private Mono<Void> guarded(ServerWebExchange exchange, java.util.function.Supplier<Mono<Void>> work) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (!"1".equals(headers.getFirst(GUARD_HEADER)) || !origin.matches(headers.getOrigin())) {
            return problems.write(exchange, 403, "wrong-origin", "Wrong origin",
                    "This call is for pages of " + origin.text() + " with the header " + GUARD_HEADER + ": 1; found origin "
                            + headers.getOrigin() + ".");
        }
        exchange.getResponse().getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
        return work.get();
    }

    private Mono<Void> signIn(ServerWebExchange exchange, String path, byte @Nullable [] body) {
        return call(exchange, path, body == null ? new byte[0] : body).flatMap(answer -> passOn(exchange, answer));
    }

    private Mono<ResponseEntity<byte[]>> refreshed(ServerWebExchange exchange, String token) {
        ServerHttpRequest request = exchange.getRequest();
        String client = ForwardedHeaders.clientAddress(request) + "\n" + request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
        return recent.answer(token, client, () ->
                call(exchange, "/cmu/v1/sessions:refresh", mapper.writeValueAsBytes(Map.of("refresh_token", token))));
    }

    private Mono<ResponseEntity<byte[]>> call(ServerWebExchange exchange, String path, byte[] body) {
        return cmu.post()
                .uri(path)
                .headers(headers -> aboutClient(headers, exchange.getRequest()))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchangeToMono(response -> response.toEntity(BYTES))
                .timeout(timeout);
    }

    private Mono<Void> end(ServerWebExchange exchange, String authorization) {
        return cmu.method(HttpMethod.DELETE)
                .uri("/cmu/v1/sessions/current")
                .headers(headers -> aboutClient(headers, exchange.getRequest()))
                .header(HttpHeaders.AUTHORIZATION, authorization)
                .exchangeToMono(response -> response.releaseBody())
                .timeout(timeout);
    }

    private static void aboutClient(HttpHeaders headers, ServerHttpRequest request) {
        headers.set(ForwardedHeaders.FORWARDED_FOR, ForwardedHeaders.clientAddress(request));
        String agent = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
        if (agent != null) {
            headers.set(HttpHeaders.USER_AGENT, agent);
        }
    }

    /** Passes the CMU's answer on, with the refresh token moved from the body into the cookie. */
    private Mono<Void> passOn(ServerWebExchange exchange, ResponseEntity<byte[]> answer) {
        HttpStatusCode status = answer.getStatusCode();
        byte[] body = answer.getBody() == null ? new byte[0] : answer.getBody();
        if (status.is2xxSuccessful() && json(answer) instanceof ObjectNode tokens) {
            String token = tokens.path("refresh_token").asString("");
            setCookie(exchange, token, Duration.ofMillis(tokens.path("refresh_expires_in_ms").asLong(0)));
            tokens.remove("refresh_token");
            tokens.remove("refresh_expires_in_ms");
            body = mapper.writeValueAsBytes(tokens);
        }
        byte[] out = body;
        exchange.getResponse().setStatusCode(status);
        MediaType type = answer.getHeaders().getContentType();
        exchange.getResponse().getHeaders().setContentType(type == null ? MediaType.APPLICATION_JSON : type);
        return exchange.getResponse().writeWith(Mono.fromSupplier(() -> exchange.getResponse().bufferFactory().wrap(out)));
    }

    private JsonNode json(ResponseEntity<byte[]> answer) {
        byte[] body = answer.getBody();
        return body == null ? mapper.createObjectNode() : mapper.readTree(body);
    }

    private static Mono<Void> empty(ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatusCode.valueOf(204));
        return exchange.getResponse().setComplete();
    }

    private String cookieName() {
        return origin.secure() ? "__Host-vedette" : "vedette_session";
    }

    private @Nullable String refreshToken(ServerHttpRequest request) {
        HttpCookie cookie = request.getCookies().getFirst(cookieName());
        return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
    }

    private void setCookie(ServerWebExchange exchange, String value, Duration lifetime) {
        exchange.getResponse().addCookie(ResponseCookie.from(cookieName(), value)
                .httpOnly(true)
                .secure(origin.secure())
                .sameSite("Strict")
                .path("/")
                .maxAge(lifetime)
                .build());
    }
}
