package vedette.platform.error;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.ErrorKind;
import vedette.contracts.Problem;

/**
 * An operation that failed for a reason the caller can act on. Becomes a problem body ({@link ProblemAdvice}); {@code detail}
 * goes to the caller, so it says what was expected, what was found and what to do, and holds no secrets.
 */
public final class VedetteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final String code;
    private final transient List<Problem.FieldError> errors;
    private final @Nullable Duration retryAfter;

    public VedetteException(ErrorKind kind, String code, String detail) {
        this(kind, code, detail, List.of(), null);
    }

    public VedetteException(ErrorKind kind, String code, String detail, @Nullable Throwable cause) {
        this(kind, code, detail, List.of(), cause);
    }

    public VedetteException(
            ErrorKind kind,
            String code,
            String detail,
            List<Problem.FieldError> errors,
            @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = null;
    }

    /** @param retryAfter how long the caller should wait before it tries again */
    public VedetteException(ErrorKind kind, String code, String detail, Duration retryAfter) {
        super(detail);
        this.kind = kind;
        this.code = code;
        this.errors = List.of();
        this.retryAfter = retryAfter;
    }

    /** How long the caller should wait before it tries again; null = as usual for the kind. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    public ErrorKind kind() {
        return kind;
    }

    /** The kebab-case code that programs switch on. */
    public String code() {
        return code;
    }

    public List<Problem.FieldError> errors() {
        return errors;
    }

    /** What to tell the caller; never null, unlike {@link #getMessage()}. */
    public String detail() {
        String message = getMessage();
        return message == null ? code : message;
    }
}
