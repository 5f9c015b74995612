package vedette.scu.call;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import vedette.platform.internal.ClientAddress;

/**
 * Lets only pages of the portal open the signalling socket: the Origin header must be there and equal the portal's origin, so no other site
 * can use a visitor's network position (RFC 6455 §10.2).
 */
final class OriginCheck implements HandshakeInterceptor {
    static final String ADDRESS = "vedette.address";

    private final String portalOrigin;

    OriginCheck(String portalOrigin) {
        this.portalOrigin = portalOrigin;
    }

    @Override
    public boolean beforeHandshake(
            ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler, Map<String, Object> attributes) {
        if (!portalOrigin.equals(request.getHeaders().getFirst("Origin"))) {
            response.setStatusCode(HttpStatus.FORBIDDEN);
            return false;
        }
        if (request instanceof ServletServerHttpRequest servlet) {
            attributes.put(ADDRESS, ClientAddress.of(servlet.getServletRequest()));
        }
        return true;
    }

    @Override
    public void afterHandshake(
            ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler, @Nullable Exception failure) {
        // Nothing was kept.
    }
}
