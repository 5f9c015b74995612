package vedette.contracts.ps;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A call on the control channel (JSON-RPC 2.0 §4), no batches, no notifications.
 *
 * @param jsonrpc {@code 2.0}
 * @param id unique among the sender's calls, at most 64 characters; a repetition carries the same id
 * @param method one of {@link ChannelMethods}
 * @param params an object
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RpcRequest<T>(String jsonrpc, String id, String method, T params) {
    /** Protocol version in each frame. */
    public static final String VERSION = "2.0";
    /** Characters in an id. */
    public static final int ID_LENGTH_MAX = 64;

    /** A call with the version filled in. */
    public static <T> RpcRequest<T> of(String id, String method, T params) {
        return new RpcRequest<>(VERSION, id, method, params);
    }
}
