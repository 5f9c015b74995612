package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.Problem;

/**
 * The refusal of a call (JSON-RPC 2.0 §5.1).
 *
 * @param jsonrpc {@code 2.0}
 * @param id of the call, null if it could not be read
 * @param error why
 */
public record RpcFailure(String jsonrpc, @Nullable String id, RpcError error) {
    /** The frame is not JSON. */
    public static final int PARSE_ERROR = -32700;
    /** The frame is not a JSON-RPC 2.0 call or answer. */
    public static final int INVALID_REQUEST = -32600;
    /** No such method. */
    public static final int METHOD_NOT_FOUND = -32601;
    /** The parameters are not what the method takes. */
    public static final int INVALID_PARAMS = -32602;
    /** A bug of the callee. */
    public static final int INTERNAL_ERROR = -32603;
    /** Understood and refused; {@code data.problem} says why. */
    public static final int REFUSED = -32001;
    /** Not now; the same call may work in a moment. */
    public static final int TRY_LATER = -32002;

    /** A refusal with the version filled in. */
    public static RpcFailure of(@Nullable String id, int code, String message, @Nullable Problem problem) {
        return new RpcFailure(RpcRequest.VERSION, id, new RpcError(code, message, problem == null ? null : new Data(problem)));
    }

    /**
     * What went wrong.
     *
     * @param code number above
     * @param message one sentence for a person
     * @param data details for a program
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RpcError(int code, String message, @Nullable Data data) {}

    /**
     * Details of a refusal.
     *
     * @param problem as in HTTP answers
     */
    public record Data(Problem problem) {}
}
