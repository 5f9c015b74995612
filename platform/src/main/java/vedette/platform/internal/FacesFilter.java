package vedette.platform.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.springframework.web.filter.OncePerRequestFilter;
import vedette.contracts.Problem;

/**
 * Keeps the two faces of a service apart by the local port: the public face serves {@code /<entity>/v1/**} to cu-web, the
 * internal face {@code /internal/v1/**} and {@code /actuator/**} to whoever the operation names. Everything else is 404.
 */
public final class FacesFilter extends OncePerRequestFilter {
    private static final String CERTIFICATE = "jakarta.servlet.request.X509Certificate";
    private static final String PUBLIC_FACE = FacesFilter.class.getName() + ".public";

    private final String publicPrefix;
    private final IntPredicate isInternalPort;

    public FacesFilter(String entity, IntPredicate isInternalPort) {
        this.publicPrefix = "/" + entity + "/v1/";
        this.isInternalPort = isInternalPort;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        boolean internal = isInternalPort.test(request.getLocalPort());
        boolean served = internal
                ? path.startsWith("/internal/v1/") || path.startsWith("/actuator/")
                : path.startsWith(publicPrefix)
                        && caller(request).filter(c -> c.entity().equals("cu-web")).isPresent();
        if (!served) {
            notFound(path, response);
            return;
        }
        request.setAttribute(PUBLIC_FACE, !internal);
        chain.doFilter(request, response);
    }

    private static void notFound(String path, HttpServletResponse response) throws IOException {
        String body = "{\"type\":\"" + Problem.TYPE_PREFIX + "not-found\",\"title\":\"Not found\",\"status\":404,"
                + "\"detail\":\"There is nothing under this path.\",\"code\":\"not-found\"}";
        response.setStatus(404);
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The instance that calls, from its client certificate. */
    public static Optional<SpiffeId> caller(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATE) instanceof X509Certificate[] chain && chain.length > 0
                ? SpiffeId.of(chain[0])
                : Optional.empty();
    }

    /** True if the request came in by the public face, hence from cu-web. */
    public static boolean isPublicFace(HttpServletRequest request) {
        return Boolean.TRUE.equals(request.getAttribute(PUBLIC_FACE));
    }
}
