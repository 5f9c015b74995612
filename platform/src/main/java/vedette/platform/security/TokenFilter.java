package vedette.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;
import vedette.platform.error.VedetteException;
import vedette.platform.internal.FacesFilter;

/**
 * Verifies the bearer token of requests on the public face, if there is one (RFC 6750 §2.1). A bad token is refused by
 * {@link AccessInterceptor}, where a user is needed. Thread-safe.
 */
public final class TokenFilter extends OncePerRequestFilter {
    static final String FAILURE = TokenFilter.class.getName() + ".failure";
    private static final String SCHEME = "Bearer ";

    private final Supplier<@Nullable TokenVerifier> verifier;

    /** A filter; a service without users has no verifier. */
    public TokenFilter(Supplier<@Nullable TokenVerifier> verifier) {
        this.verifier = verifier;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        TokenVerifier tokens = verifier.get();
        String authorization = request.getHeader("Authorization");
        if (FacesFilter.isPublicFace(request)
                && tokens != null
                && authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            try {
                CurrentUser user = tokens.verify(authorization.substring(SCHEME.length()).strip());
                request.setAttribute(CurrentUser.ATTRIBUTE, user);
            } catch (VedetteException failure) {
                // Anonymous operations (refresh, sign-in) must work with a stale token at hand.
                request.setAttribute(FAILURE, failure);
            }
        }
        chain.doFilter(request, response);
    }
}
