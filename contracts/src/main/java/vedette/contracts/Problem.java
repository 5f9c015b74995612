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
        @Nullable List<FieldError> errors) {
    /** What the type URI of a code starts with. */
    public static final String TYPE_PREFIX = "urn:vedette:problem:";

    /** Media type of the JSON form (RFC 9457 §3). */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * One wrong field.
     *
     * @param pointer JSON pointer into the request body (RFC 6901), or {@code ?name} for a query parameter
     * @param detail what is wrong with it
     */
    public record FieldError(String pointer, String detail) {}

    /** A problem that knows only its code and circumstances. */
    public static Problem of(String code, String title, int status, @Nullable String detail) {
        return new Problem(TYPE_PREFIX + code, title, status, detail, null, code, null, null, null, null);
    }
}
