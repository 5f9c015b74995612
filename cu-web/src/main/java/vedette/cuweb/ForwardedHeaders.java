package vedette.cuweb;

import java.net.InetSocketAddress;
import java.util.List;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
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
class ForwardedHeaders implements GlobalFilter, Ordered {
    static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final List<String> CLAIMS = List.of(
            "Forwarded", FORWARDED_FOR, "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Forwarded-Prefix",
            "X-Forwarded-Ssl", "X-Real-IP", HttpHeaders.COOKIE);

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest()
                .mutate()
                .headers(headers -> {
                    CLAIMS.forEach(headers::remove);
                    headers.set(FORWARDED_FOR, clientAddress(exchange.getRequest()));
                })
                .build();
        exchange.getResponse().beforeCommit(() -> {
            exchange.getResponse().getHeaders().remove(HttpHeaders.SET_COOKIE);
            return Mono.empty();
        });
        return chain.filter(exchange.mutate().request(request).build());
    }

    static String clientAddress(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null ? "unknown" : remote.getAddress().getHostAddress();
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
