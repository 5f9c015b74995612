package vedette.platform.flow;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.platform.internal.FacesFilter;
import vedette.platform.internal.SpiffeId;

/** Binds {@link FlowContext} to requests that carry a valid {@code Vedette-Flow} header. */
public final class FlowFilter extends OncePerRequestFilter {
    private final FlowTrace trace;

    public FlowFilter(FlowTrace trace) {
        this.trace = trace;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<FlowRef> ref = FlowHeader.parse(request.getHeader(FlowHeader.NAME));
        if (ref.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        String from = FacesFilter.isPublicFace(request)
                ? "cu"
                : FacesFilter.caller(request).map(SpiffeId::entity).orElse("unknown");
        String retryKey = request.getHeader("Idempotency-Key");
        String messageId = retryKey != null && retryKey.length() <= 64 ? retryKey : Ids.next("msg");
        FlowContext.bind(new FlowContext(
                trace, ref.get(), from, request.getMethod() + " " + request.getRequestURI(), messageId));
        try {
            chain.doFilter(request, response);
        } finally {
            FlowContext.unbind();
        }
    }
}
