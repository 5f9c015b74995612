package vedette.cmu.idempotency;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.json.JsonMapper;
import vedette.cmu.access.Caller;
import vedette.cmu.keys.Keyring;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowHeader;
import vedette.platform.error.Problems;
import vedette.platform.error.VedetteException;
import vedette.platform.internal.ClientAddress;

/**
 * Answers a repeated creating request as the first time. Only success is kept: after a failure the same key may be tried again. Sign-in is left
 * out, so that no refresh token is kept anywhere.
 */
@Component
@Order(1)
class IdempotencyFilter extends OncePerRequestFilter {
    private static final String HEADER = "Idempotency-Key";
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,64}");
    private static final Pattern PATHS = Pattern.compile("/cmu/v1/(signups|password-resets|bindings|play-requests"
            + "|devices/[^/:]+/access-keys|operator/invitations|operator/vendors)");

    private final Answers answers;
    private final JsonMapper mapper;

    IdempotencyFilter(Answers answers, JsonMapper mapper) {
        this.answers = answers;
        this.mapper = mapper;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getHeader(HEADER) == null
                || !"POST".equals(request.getMethod())
                || !PATHS.matcher(request.getRequestURI()).matches();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader(HEADER);
        if (!KEY.matcher(key).matches()) {
            refuse(CmuProblem.IDEMPOTENCY_KEY_MALFORMED, request, response);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            refuse(CmuProblem.REPORT_TOO_LARGE, request, response);
            return;
        }
        String caller = Caller.find().map(Caller::userId).orElseGet(() -> "address " + ClientAddress.of(request));
        String hash = Keyring.hash(request.getRequestURI() + "\n" + new String(body, StandardCharsets.ISO_8859_1));
        Optional<Answers.Kept> kept = answers.reserve(caller, key, hash);
        if (kept.isEmpty()) {
            first(new Repeatable(request, body), response, chain, caller, key, hash);
        } else if (!kept.get().requestHash().equals(hash)) {
            refuse(CmuProblem.IDEMPOTENCY_KEY_REUSED, request, response);
        } else if (kept.get().status() == null) {
            refuse(CmuProblem.IDEMPOTENCY_IN_PROGRESS, request, response);
        } else {
            replay(kept.get(), kept.get().status(), response);
        }
    }

    private void first(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            String caller,
            String key,
            String hash)
            throws ServletException, IOException {
        ContentCachingResponseWrapper wrapped = new ContentCachingResponseWrapper(response);
        boolean kept = false;
        try {
            chain.doFilter(request, wrapped);
            if (wrapped.getStatus() >= 200 && wrapped.getStatus() < 300) {
                answers.keep(
                        caller,
                        key,
                        new Answers.Kept(
                                hash,
                                wrapped.getStatus(),
                                wrapped.getContentAsByteArray(),
                                wrapped.getContentType(),
                                wrapped.getHeader(FlowHeader.NAME)));
                kept = true;
            }
        } finally {
            if (!kept) {
                answers.free(caller, key);
            }
        }
        wrapped.copyBodyToResponse();
    }

    private static void replay(Answers.Kept kept, int status, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        if (kept.contentType() != null) {
            response.setContentType(kept.contentType());
        }
        if (kept.flowHeader() != null) {
            response.setHeader(FlowHeader.NAME, kept.flowHeader());
        }
        response.setHeader("Idempotent-Replay", "true");
        response.getOutputStream().write(kept.body());
    }

    private void refuse(CmuProblem problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        VedetteException failure = problem.exception();
        response.setStatus(failure.kind().httpStatus());
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream()
                .write(mapper.writeValueAsBytes(Problems.of(
                        failure.kind().httpStatus(),
                        failure.code(),
                        failure.detail(),
                        request.getRequestURI(),
                        List.of())));
    }

    /** A request whose body was read already. */
    private static final class Repeatable extends HttpServletRequestWrapper {
        private final byte[] body;

        Repeatable(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream in = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return in.read();
                }

                @Override
                public int read(byte[] buffer, int offset, int length) {
                    return in.read(buffer, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return in.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("The body is read blocking");
                }
            };
        }
    }
}
