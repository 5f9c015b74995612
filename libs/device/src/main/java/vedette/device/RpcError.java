package vedette.device;

import org.jspecify.annotations.Nullable;

/**
 * The error of a JSON-RPC 2.0 response (§5.1), or a local reason why no response will come.
 *
 * @param code JSON-RPC number: -32601 unknown method, -32602 bad parameters, -32001 refused with a problem
 * @param problem problem code in kebab case, null if the peer gave none
 */
public record RpcError(int code, String message, @Nullable String problem) {
    public static final int REFUSED = -32001;
    /** Not now; the same request may work in a moment. */
    public static final int TRY_LATER = -32002;

    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL = -32603;

    public static RpcError refused(String problem, String detail) {
        return new RpcError(REFUSED, detail, problem);
    }
}
