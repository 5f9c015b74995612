package vedette.device;

/** A request on the control channel that failed, or the way in which a handler refuses one. */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient RpcError error;

    public RpcException(RpcError error) {
        super(error.message());
        this.error = error;
    }

    public static RpcException refused(String problem, String detail) {
        return new RpcException(RpcError.refused(problem, detail));
    }

    public static RpcException invalidParams(String detail) {
        return new RpcException(new RpcError(RpcError.INVALID_PARAMS, detail, "params-invalid"));
    }

    public RpcError error() {
        return error;
    }
}
