package vedette.cmu.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import vedette.cmu.keys.AccessTokens;
import vedette.cmu.tenancy.Tenancy;
import vedette.platform.internal.ClientAddress;

/**
 * Reads {@code Authorization: Bearer} (RFC 6750 §2.1) and binds caller and tenant for the request. A token whose sign-in has ended or whose
 * account is not active counts as none: suspension acts at once, not when the token expires.
 */
@Component
@Order(0)
class BearerFilter extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final AccessTokens tokens;
    private final JdbcClient jdbc;

    BearerFilter(AccessTokens tokens, JdbcClient jdbc) {
        this.tokens = tokens;
        this.jdbc = jdbc;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getRequestURI().startsWith("/cmu/v1/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Caller> caller = caller(request);
        if (caller.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        String tenant = caller.get().role() == Role.ADMINISTRATOR
                ? Tenancy.ROOT
                : caller.get().tenantId();
        try {
            Caller.bind(Tenancy.of(tenant), caller.get()).call(() -> {
                chain.doFilter(request, response);
                return true;
            });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private Optional<Caller> caller(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return tokens.verify(header.substring(SCHEME.length()).strip())
                .filter(this::alive)
                .map(claims -> new Caller(
                        claims.userId(),
                        claims.tenantId(),
                        claims.sessionId(),
                        Role.of(claims.role()),
                        ClientAddress.of(request)));
    }

    private boolean alive(AccessTokens.Claims claims) {
        return jdbc.sql("select exists (select 1 from login_session s join account a using (account_id)"
                        + " where s.session_id = :session and s.ended_at is null and a.account_id = :account"
                        + " and a.status = 'active' and a.role = :role)")
                .param("session", claims.sessionId())
                .param("account", claims.userId())
                .param("role", claims.role())
                .query(Boolean.class)
                .single();
    }
}
