package vedette.platform.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ConstraintViolationException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import vedette.contracts.Problem;
import vedette.platform.flow.FlowContext;

/** The one place where a failure becomes an HTTP answer (RFC 9457). */
@RestControllerAdvice
public class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler(VedetteException.class)
    ResponseEntity<Problem> onVedette(VedetteException e, HttpServletRequest request) {
        if (e.kind().httpStatus() >= 500) {
            log.atWarn().setCause(e).addKeyValue("code", e.code()).log("Request failed");
        }
        return answer(
                HttpStatus.valueOf(e.kind().httpStatus()), e.code(), e.detail(), request, e.errors(), HttpHeaders.EMPTY, e.retryAfter());
    }

    @ExceptionHandler(MethodArgumentNotValidException.class)
    ResponseEntity<Problem> onInvalid(MethodArgumentNotValidException e, HttpServletRequest request) {
        List<Problem.FieldError> errors = e.getBindingResult().getFieldErrors().stream()
                .limit(20)
                .map(f -> new Problem.FieldError(
                        "/" + snake(f.getField()).replace('.', '/'), String.valueOf(f.getDefaultMessage())))
                .toList();
        String detail = errors.isEmpty()
                ? "The body is not valid."
                : "The body is not valid: " + errors.getFirst().pointer() + " "
                        + errors.getFirst().detail() + ".";
        return answer(HttpStatus.BAD_REQUEST, "request-invalid", detail, request, errors, HttpHeaders.EMPTY);
    }

    @ExceptionHandler(ConstraintViolationException.class)
    ResponseEntity<Problem> onViolation(ConstraintViolationException e, HttpServletRequest request) {
        return answer(HttpStatus.BAD_REQUEST, "request-invalid", "A parameter is not valid: " + e.getMessage(), request,
                List.of(), HttpHeaders.EMPTY);
    }

    @ExceptionHandler(HttpMessageNotReadableException.class)
    ResponseEntity<Problem> onUnreadable(HttpMessageNotReadableException e, HttpServletRequest request) {
        if (BodyLimitFilter.exceeded(e)) {
            return answer(HttpStatus.CONTENT_TOO_LARGE, "body-too-large",
                    "The body is larger than the " + BodyLimitFilter.BODY_BYTES_MAX + " bytes that are accepted here.",
                    request, List.of(), HttpHeaders.EMPTY);
        }
        return answer(HttpStatus.BAD_REQUEST, "body-unreadable",
                "The body is not the JSON object that this operation expects; see the API document.", request, List.of(),
                HttpHeaders.EMPTY);
    }

    @ExceptionHandler(AsyncRequestNotUsableException.class)
    void onGone(AsyncRequestNotUsableException e) {
        log.atDebug().setCause(e).log("The client went away");
    }

    @ExceptionHandler(Exception.class)
    ResponseEntity<Problem> onAny(Exception e, HttpServletRequest request) {
        if (e instanceof ErrorResponse known) {
            HttpStatusCode status = known.getStatusCode();
            HttpStatus resolved = HttpStatus.resolve(status.value());
            String code = resolved == null ? "request-failed" : resolved.getReasonPhrase().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
            return answer(status, code, known.getBody().getDetail(), request, List.of(), known.getHeaders());
        }
        log.atError().setCause(e).log("Unexpected failure of a request");
        return answer(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error",
                "Something went wrong on our side. Try again; if it stays, quote the trace id.", request, List.of(), HttpHeaders.EMPTY);
    }

    private static ResponseEntity<Problem> answer(
            HttpStatusCode status,
            String code,
            @Nullable String detail,
            HttpServletRequest request,
            List<Problem.FieldError> errors,
            HttpHeaders headers) {
        return answer(status, code, detail, request, errors, headers, null);
    }

    private static ResponseEntity<Problem> answer(
            HttpStatusCode status,
            String code,
            @Nullable String detail,
            HttpServletRequest request,
            List<Problem.FieldError> errors,
            HttpHeaders headers,
            @Nullable Duration retryAfter) {
        FlowContext.current().ifPresent(flow -> flow.failed(code));
        Problem problem = Problems.of(status.value(), code, detail, request.getRequestURI(), errors, retryAfter);
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).headers(headers).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        Long seconds = Problem.retryAfterSeconds(problem);
        if (seconds != null) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        }
        return answer.body(problem);
    }

    private static String snake(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
    }
}
