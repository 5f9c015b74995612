package vedette.platform.error;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowRef;
import vedette.platform.flow.FlowContext;

/** Makes problem bodies that carry the trace and the flow step of the request in progress. Stateless. */
public final class Problems {
    private Problems() {}

    /** A problem of the current request. {@code title} is derived from the code: {@code bind-failed} → {@code Bind failed}. */
    public static Problem of(
            int status, String code, @Nullable String detail, @Nullable String instance, List<Problem.FieldError> errors) {
        return of(status, code, detail, instance, errors, null);
    }

    /** The same with the time to wait before the next try; null = as usual for the status. */
    public static Problem of(
            int status,
            String code,
            @Nullable String detail,
            @Nullable String instance,
            List<Problem.FieldError> errors,
            @Nullable Duration retryAfter) {
        FlowRef flow = FlowContext.current().map(FlowContext::ref).orElse(null);
        String words = code.replace('-', ' ');
        return new Problem(
                Problem.TYPE_PREFIX + code,
                words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
                status,
                detail,
                instance,
                code,
                MDC.get("traceId"),
                flow == null ? null : flow.flowId(),
                flow == null ? null : flow.step(),
                errors.isEmpty() ? null : errors,
                retryAfter == null ? null : retryAfter.toMillis());
    }
}
