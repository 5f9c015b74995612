package vedette.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every failed HTTP request and the {@code data.problem} of a failed device call (RFC 9457), media type
 * {@code application/problem+json}.
 *
 * @param type {@code urn:vedette:problem:<code>}
 * @param title short, the same for every problem of this type
 * @param status HTTP status
 * @param detail what was expected, what was found, what to do; no secrets
 * @param instance path of the request
 * @param code kebab-case code that programs switch on
 * @param traceId W3C trace id of the request
 * @param flowId flow that failed, if the request was a flow step
 * @param step step that failed, e.g. {@code S6}
 * @param errors one entry per wrong field
 * @param retryAfterMs how long to wait before the next try, as in the header {@code Retry-After}; with every 429 and 503
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String instance,
        String code,
        @Nullable String traceId,
        @Nullable String flowId,
        @Nullable String step,
        @Nullable List<FieldError> errors,
        @Nullable Long retryAfterMs) {
    /** What the type URI of a code starts with. */
    public static final String TYPE_PREFIX = "urn:vedette:problem:";

    /** Media type of the JSON form (RFC 9457 §3). */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** How long to wait after a 429 that says nothing more precise, milliseconds. */
    private static final long LIMITED_MS = 60_000;
    /** How long to wait after a 503 that says nothing more precise, milliseconds. */
    private static final long UNAVAILABLE_MS = 5_000;

    /** A 429 or 503 without a time to wait gets the usual one. */
    public Problem {
        if (retryAfterMs == null && (status == 429 || status == 503)) {
            retryAfterMs = status == 429 ? LIMITED_MS : UNAVAILABLE_MS;
        }
    }

    /** A problem that says nothing of a next try. */
    public Problem(
            String type,
            String title,
            int status,
            @Nullable String detail,
            @Nullable String instance,
            String code,
            @Nullable String traceId,
            @Nullable String flowId,
            @Nullable String step,
            @Nullable List<FieldError> errors) {
        this(type, title, status, detail, instance, code, traceId, flowId, step, errors, null);
    }

    /**
     * One wrong field.
     *
     * @param pointer JSON pointer into the request body (RFC 6901), or {@code ?name} for a query parameter
     * @param detail what is wrong with it
     */
    public record FieldError(String pointer, String detail) {}

    /** The value of the header {@code Retry-After} in seconds (RFC 9110 §10.2.3), at least 1; null if there is nothing to wait for. */
    public static @Nullable Long retryAfterSeconds(Problem problem) {
        Long millis = problem.retryAfterMs();
        return millis == null ? null : Math.max(1, (millis + 999) / 1000);
    }

    /** A problem that knows only its code and circumstances. */
    public static Problem of(String code, String title, int status, @Nullable String detail) {
        return new Problem(TYPE_PREFIX + code, title, status, detail, null, code, null, null, null, null);
    }
}
