package vedette.platform.flow;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/** Takes the trace id of a request from {@code traceparent} (W3C Trace Context), or mints one, into the log context. */
public final class TraceFilter extends OncePerRequestFilter {
    /** Name of the header. */
    public static final String HEADER = "traceparent";

    private static final String MDC_KEY = "traceId";
    private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String parent = request.getHeader(HEADER);
        Matcher m = FORM.matcher(parent == null ? "" : parent);
        MDC.put(MDC_KEY, m.matches() ? m.group(1) : hex(TRACE_BYTES));
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(MDC_KEY);
        }
    }

    /** The header of an outgoing call: the trace of the request on this thread or a fresh one, always a fresh span. */
    public static String nextParent() {
        @Nullable String traceId = MDC.get(MDC_KEY);
        return "00-" + (traceId == null ? hex(TRACE_BYTES) : traceId) + "-" + hex(SPAN_BYTES) + "-01";
    }

    private static String hex(int bytes) {
        byte[] bits = new byte[bytes];
        RANDOM.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }
}
