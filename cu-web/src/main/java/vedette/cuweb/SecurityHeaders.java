package vedette.cuweb;

import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Puts the browser's guard rails on every answer; pages get a fresh nonce for their style tags. Thread-safe. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SecurityHeaders implements WebFilter {
    private static final String NONCE = SecurityHeaders.class.getName() + ".nonce";
    private static final int NONCE_BYTES = 16;
    private static final String NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

    private final PortalOrigin origin;
    private final MediaOrigins media;
    private final SecureRandom random = new SecureRandom();

    SecurityHeaders(PortalOrigin origin, MediaOrigins media) {
        this.origin = origin;
        this.media = media;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        exchange.getResponse().beforeCommit(() -> {
            HttpHeaders headers = exchange.getResponse().getHeaders();
            String nonce = exchange.getAttribute(NONCE);
            headers.set("Content-Security-Policy", nonce == null ? NO_PAGE : policy(nonce));
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("X-Frame-Options", "DENY");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()");
            if (origin.strictTransport()) {
                headers.set("Strict-Transport-Security", "max-age=31536000");
            }
            return Mono.empty();
        });
        return chain.filter(exchange);
    }

    /** Marks the answer as a page and returns the nonce that its inline style tags must carry. */
    String nonceFor(ServerWebExchange exchange) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        exchange.getAttributes().put(NONCE, nonce);
        return nonce;
    }

    private String policy(String nonce) {
        return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; img-src 'self' data: blob:; "
                + "media-src 'self' blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; connect-src 'self' "
                + origin.webSocket() + " " + media.sources() + "; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }
}
