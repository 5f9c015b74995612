package vedette.device;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What {@link RpcPeer} asks of its driver. */
public sealed interface RpcOutput {
    /** Send this text frame now. */
    record Transmit(String frame) implements RpcOutput {}

    /** The peer calls {@code method}; answer with {@link RpcPeer#answer} or {@link RpcPeer#refuse}. No id: no answer is wanted. */
    record Call(@Nullable String id, String method, JsonNode params) implements RpcOutput {}

    /** Our request {@code id} was answered. */
    record Answered(String id, JsonNode result) implements RpcOutput {}

    /** Our request {@code id} has failed for good. */
    record Failed(String id, RpcError error) implements RpcOutput {}

    /** The peer broke the protocol; close the connection. */
    record Broken(String reason) implements RpcOutput {}
}
