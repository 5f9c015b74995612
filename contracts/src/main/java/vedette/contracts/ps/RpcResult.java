package vedette.contracts.ps;

/**
 * The answer to a call (JSON-RPC 2.0 §5).
 *
 * @param jsonrpc {@code 2.0}
 * @param id of the call
 * @param result an object, {@code {}} if there is nothing to say
 */
public record RpcResult<T>(String jsonrpc, String id, T result) {
    /** An answer with the version filled in. */
    public static <T> RpcResult<T> of(String id, T result) {
        return new RpcResult<>(RpcRequest.VERSION, id, result);
    }
}
