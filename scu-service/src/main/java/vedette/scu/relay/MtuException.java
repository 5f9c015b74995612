package vedette.scu.relay;

/** An MTU refused a command, or did not answer. */
final class MtuException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    enum Kind {
        /** No answer: dead, or the way to it is. */
        SILENT,
        /** It has no such relay (any more). */
        GONE,
        /** It lives and will not, e.g. since it is full. */
        REFUSED
    }

    private final Kind kind;
    private final String code;

    MtuException(Kind kind, String code, String detail) {
        super(code + ": " + detail, null, false, false);
        this.kind = kind;
        this.code = code;
    }

    Kind kind() {
        return kind;
    }

    /** Problem code. */
    String code() {
        return code;
    }
}
