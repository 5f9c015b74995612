package vedette.cmu.problem;

import java.time.Duration;
import java.util.Locale;
import vedette.contracts.ErrorKind;
import vedette.platform.error.VedetteException;

/** The problem codes of the CMU: kind, and what to tell the caller when there is nothing more precise to say. */
public enum CmuProblem {
    TOKEN_INVALID(ErrorKind.UNAUTHENTICATED, "Expected a valid access token. Sign in, or refresh the session."),
    ROLE_MISSING(ErrorKind.PERMISSION_DENIED, "This needs the role operator."),
    TOO_MANY_REQUESTS(ErrorKind.RESOURCE_EXHAUSTED, "Too many requests; wait a moment and try again."),
    PAGING_MALFORMED(ErrorKind.INVALID_ARGUMENT, "limit and cursor do not fit."),
    IDEMPOTENCY_KEY_MALFORMED(ErrorKind.INVALID_ARGUMENT, "Idempotency-Key: expected 1 to 64 printable characters."),
    IDEMPOTENCY_KEY_REUSED(
            ErrorKind.UNPROCESSABLE, "This Idempotency-Key belongs to another request; use a fresh one."),
    IDEMPOTENCY_IN_PROGRESS(
            ErrorKind.ALREADY_EXISTS, "The first request with this Idempotency-Key is still running; try again."),

    PHONE_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected a number with country code, as in +380441234567."),
    NAME_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected a name of 1 to 80 characters."),
    GROUP_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected a group of at most 80 characters."),
    NOTE_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected a note of at most 80 characters."),
    LABEL_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected a label of 1 to 80 characters."),
    EXPIRY_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected an expiry in the future."),
    LANGUAGE_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected a BCP 47 tag as in en or zh-Hans."),
    PASSWORD_WEAK(ErrorKind.UNPROCESSABLE, "Use 10 to 128 characters that are not easily guessed."),
    PASSWORD_WRONG(ErrorKind.PERMISSION_DENIED, "The present password is not right."),
    SIGN_UP_NOT_FOUND("signup-not-found", ErrorKind.NOT_FOUND, "There is no such sign-up. Start again."),
    CODE_WRONG(ErrorKind.UNPROCESSABLE, "The code is not right."),
    CODE_EXPIRED(ErrorKind.UNPROCESSABLE, "The code does not work any more. Ask for a new one."),
    INVITATION_NEEDED(ErrorKind.PERMISSION_DENIED, "Signing up needs a valid invitation. Ask the operator for a link."),
    SMS_UNAVAILABLE(ErrorKind.UNAVAILABLE, "This platform cannot send SMS."),
    MESSAGE_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such message, or the token is wrong."),
    NO_OUTBOX(ErrorKind.NOT_FOUND, "This platform keeps no SMS outbox."),
    SUBSCRIBER_DENIED(
            ErrorKind.PERMISSION_DENIED, "The provider's customer system refuses this subscriber. Ask the provider."),
    CRM_UNAVAILABLE(ErrorKind.UNAVAILABLE, "The provider's customer system gives no answer. Try again later."),

    LOGIN_FAILED(ErrorKind.UNAUTHENTICATED, "Number and password do not fit together."),
    ACCOUNT_PENDING(ErrorKind.PERMISSION_DENIED, "The operator has not approved this account yet."),
    ACCOUNT_SUSPENDED(ErrorKind.PERMISSION_DENIED, "The operator has suspended this account."),
    ACCOUNT_LOCKED(ErrorKind.RESOURCE_EXHAUSTED, "Too many failures. Wait 15 minutes, or set a new password."),
    ACCOUNT_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such account."),
    REFRESH_INVALID(ErrorKind.UNAUTHENTICATED, "The session is over. Sign in again."),
    REFRESH_REUSED(
            ErrorKind.UNAUTHENTICATED, "This refresh token was used before, so the session was ended. Sign in again."),
    LINK_INVALID(ErrorKind.UNAUTHENTICATED, "The link was used or is too old. Ask for a new one."),
    LINK_REQUEST_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected user_id, or role operator or user."),
    RESET_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such request. Start again."),
    SESSION_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such session."),

    CUSTOMER_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such customer."),
    CUSTOMER_NOT_PENDING(ErrorKind.FAILED_PRECONDITION, "The customer is not waiting for approval."),
    CUSTOMER_NOT_ACTIVE(ErrorKind.FAILED_PRECONDITION, "The customer is not active."),
    CUSTOMER_NOT_SUSPENDED(ErrorKind.FAILED_PRECONDITION, "The customer is not suspended."),
    OWN_ACCOUNT(ErrorKind.FAILED_PRECONDITION, "You cannot suspend the account that you are signed in with."),
    VENDOR_EXISTS(ErrorKind.ALREADY_EXISTS, "This root certificate is admitted already."),
    VENDOR_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such vendor."),
    CERTIFICATE_MALFORMED(ErrorKind.UNPROCESSABLE, "Expected a self-signed CA certificate in PEM."),
    HEARTBEAT_OUT_OF_RANGE(ErrorKind.UNPROCESSABLE, "heartbeat_ms: expected 1000 to 600000."),

    REGISTRATION_MALFORMED(ErrorKind.INVALID_ARGUMENT, "The registration is malformed."),
    VENDOR_UNKNOWN(ErrorKind.PERMISSION_DENIED, "No vendor with this root certificate is admitted here."),
    DEVICE_PROOF_INVALID(ErrorKind.PERMISSION_DENIED, "The device did not prove that it holds its key."),
    DEVICE_DISABLED(ErrorKind.PERMISSION_DENIED, "The operator has disabled this device."),
    REGISTRATION_EXPIRED(ErrorKind.PERMISSION_DENIED, "The registration of this device is over: register again."),
    ADDRESSES_MALFORMED(ErrorKind.INVALID_ARGUMENT, "The addresses are malformed."),
    SERIAL_HAS_OTHER_KEY(ErrorKind.ALREADY_EXISTS, "This serial is registered with another key."),
    PRESENCE_MALFORMED(ErrorKind.INVALID_ARGUMENT, "The presence report is malformed."),
    INSTANCE_MALFORMED(ErrorKind.INVALID_ARGUMENT, "The instance report is malformed."),
    INSTANCE_NOT_CALLER(ErrorKind.PERMISSION_DENIED, "An instance reports for itself only."),
    NONCE_MALFORMED(ErrorKind.INVALID_ARGUMENT, "nonce: expected base64url of 16 to 32 bytes."),
    ENTITY_MALFORMED(ErrorKind.INVALID_ARGUMENT, "entity: expected one of scu, mtu, csmu, csau, mdu, cu-web."),
    MEDIA_SERVER_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such media server."),
    DEVICE_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such device."),

    CODE_MALFORMED(ErrorKind.UNPROCESSABLE, "The label code is mistyped."),
    BIND_FAILED(
            ErrorKind.NOT_FOUND,
            "No device that is online fits this serial and code. Check the label and that the device is online."),
    BIND_LOCKED(ErrorKind.RESOURCE_EXHAUSTED, "Too many failures. Wait an hour."),
    BOUND_TO_OTHER(ErrorKind.ALREADY_EXISTS, "This device is bound to another account."),
    ALREADY_YOURS(ErrorKind.ALREADY_EXISTS, "This device is yours already."),
    PRESS_BUTTON(
            ErrorKind.FAILED_PRECONDITION,
            "This device was bound before: press its button and try again within two minutes."),

    CAPABILITIES_MISSING(ErrorKind.INVALID_ARGUMENT, "capabilities: expected what the viewer can show, with codecs."),
    CAPABILITIES_MALFORMED(ErrorKind.UNPROCESSABLE, "capabilities: expected positive limits and known codecs."),
    FINGERPRINT_MISSING(
            ErrorKind.INVALID_ARGUMENT, "viewer_fingerprint: expected SHA-256 as AB:CD:… for transport webrtc."),
    TRANSPORT_UNKNOWN(ErrorKind.UNPROCESSABLE, "transport: expected webrtc or rtsp."),
    CHANNEL_UNKNOWN(ErrorKind.UNPROCESSABLE, "The device has no such channel."),
    STREAM_UNKNOWN(ErrorKind.UNPROCESSABLE, "The channel has no such stream."),
    DEVICE_OFFLINE(ErrorKind.FAILED_PRECONDITION, "The device is offline."),
    TOO_MANY_SESSIONS(ErrorKind.RESOURCE_EXHAUSTED, "Too many open play requests; end some."),
    VERIFY_MALFORMED(ErrorKind.INVALID_ARGUMENT, "Expected device_id and either token or digest."),
    PEEK_MALFORMED(ErrorKind.INVALID_ARGUMENT, "Expected token, at most 128 characters."),
    TOO_MANY_KEYS(ErrorKind.FAILED_PRECONDITION, "At most 20 access keys per device; revoke one."),
    KEY_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such access key."),

    FLOW_NOT_FOUND(ErrorKind.NOT_FOUND, "There is no such flow."),
    EVENTS_MALFORMED(ErrorKind.UNPROCESSABLE, "The events are malformed."),
    REPORT_MALFORMED(ErrorKind.UNPROCESSABLE, "The report is malformed."),
    REPORT_TOO_LARGE(ErrorKind.UNPROCESSABLE, "At most 50 events and 16 KiB.");

    private final String code;
    private final ErrorKind kind;
    private final String detail;

    CmuProblem(ErrorKind kind, String detail) {
        this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.kind = kind;
        this.detail = detail;
    }

    CmuProblem(String code, ErrorKind kind, String detail) {
        this.code = code;
        this.kind = kind;
        this.detail = detail;
    }

    /** The kebab-case code. */
    public String code() {
        return code;
    }

    /** The failure in general words. */
    public VedetteException exception() {
        return new VedetteException(kind, code, detail);
    }

    /** The failure in words of the case: what was expected, what was found, what to do; no secrets. */
    public VedetteException exception(String said) {
        return new VedetteException(kind, code, said);
    }

    /** The failure with the time after which trying again may help. */
    public VedetteException exception(String said, Duration retryAfter) {
        return new VedetteException(kind, code, said, retryAfter);
    }

    /** The failure in general words with the time after which trying again may help. */
    public VedetteException exception(Duration retryAfter) {
        return new VedetteException(kind, code, detail, retryAfter);
    }

    /** The failure that came from another one. */
    public VedetteException exception(Throwable cause) {
        return new VedetteException(kind, code, detail, cause);
    }
}
