package vedette.cuweb;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses, before any route, what no browser of this portal sends: bodies too large or of unknown length, sockets of another origin. Thread-safe. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class RequestGuard implements WebFilter {
    private final PortalOrigin origin;
    private final ProblemWriter problems;
    private final long bodyBytesMax;

    RequestGuard(PortalOrigin origin, ProblemWriter problems, CuWebProperties properties) {
        this.origin = origin;
        this.problems = problems;
        this.bodyBytesMax = properties.bodyMax().toBytes();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        if (headers.getContentLength() > bodyBytesMax || headers.getFirst(HttpHeaders.TRANSFER_ENCODING) != null) {
            // The body stays unread, so nothing may follow it on this connection (RFC 9112 §9.6).
            exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
        }
        if (headers.getContentLength() > bodyBytesMax) {
            return problems.write(exchange, 413, "body-too-large", "Request too large",
                    "Expected at most " + bodyBytesMax + " bytes, found " + headers.getContentLength() + ".");
        }
        if (headers.getFirst(HttpHeaders.TRANSFER_ENCODING) != null) {
            return problems.write(exchange, 411, "length-required", "Length required", "Send the body with a Content-Length.");
        }
        if ("websocket".equalsIgnoreCase(headers.getFirst(HttpHeaders.UPGRADE)) && !origin.matches(headers.getOrigin())) {
            return problems.write(exchange, 403, "wrong-origin", "Wrong origin",
                    "Sockets are for pages of " + origin.text() + "; found origin " + headers.getOrigin() + ".");
        }
        return chain.filter(exchange);
    }
}
