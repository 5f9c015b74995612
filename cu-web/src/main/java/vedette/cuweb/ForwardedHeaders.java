package vedette.cuweb;

import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Tells services the client's address as this gateway sees it, in one header with one value, whatever the client claims; and keeps the portal's
 * cookie here. Thread-safe.
 */
@Component
class ForwardedHeaders implements HttpHeadersFilter, GlobalFilter, Ordered {
    static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final List<String> CLAIMS = List.of(
            "Forwarded", FORWARDED_FOR, "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Forwarded-Prefix",
            "X-Forwarded-Ssl", "X-Real-IP", HttpHeaders.COOKIE);

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(input);
        CLAIMS.forEach(headers::remove);
        headers.set(FORWARDED_FOR, clientAddress(exchange.getRequest()));
        return headers;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        exchange.getResponse().beforeCommit(() -> {
            exchange.getResponse().getHeaders().remove(HttpHeaders.SET_COOKIE);
            return Mono.empty();
        });
        return chain.filter(exchange);
    }

    static String clientAddress(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null ? "unknown" : remote.getAddress().getHostAddress();
    }

    /** Last of the header filters, so that nothing after it adds or removes an address. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
