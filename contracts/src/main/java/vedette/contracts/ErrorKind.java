package vedette.contracts;

/** The canonical kinds of failure; each maps to one HTTP status. */
public enum ErrorKind {
    /** The request is malformed; repeating it cannot help. */
    INVALID_ARGUMENT(400),
    /** The request is well-formed, but a value in it cannot be accepted (RFC 9110 §15.5.21). */
    UNPROCESSABLE(422),
    /** No valid proof of who calls. */
    UNAUTHENTICATED(401),
    /** The caller is known and may not do this. */
    PERMISSION_DENIED(403),
    /** No such object, or none that the caller may see. */
    NOT_FOUND(404),
    /** The object exists already. */
    ALREADY_EXISTS(409),
    /** The object is in a state that does not allow this. */
    FAILED_PRECONDITION(409),
    /** A limit was reached; try later. */
    RESOURCE_EXHAUSTED(429),
    /** A bug. */
    INTERNAL(500),
    /** Stored data is lost or corrupt. */
    DATA_LOSS(500),
    /** Not implemented. */
    UNIMPLEMENTED(501),
    /** A peer that is needed does not answer; try later. */
    UNAVAILABLE(503),
    /** The time for this was up before it ended. */
    DEADLINE_EXCEEDED(504);

    private final int httpStatus;

    ErrorKind(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** The HTTP status of this kind. */
    public int httpStatus() {
        return httpStatus;
    }
}
