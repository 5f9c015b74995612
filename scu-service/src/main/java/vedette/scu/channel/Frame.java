package vedette.scu.channel;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A frame of the control channel as read by {@link Frames}. */
public sealed interface Frame {
    /**
     * A call.
     *
     * @param id repeated by retries
     * @param method not checked
     * @param params an object, empty if there was none
     */
    record Call(String id, String method, JsonNode params) implements Frame {}

    /** The answer to a call. */
    record Result(String id, JsonNode result) implements Frame {}

    /**
     * The refusal of a call.
     *
     * @param problem {@code data.problem}, or null
     */
    record Failure(String id, int code, String message, @Nullable JsonNode problem) implements Frame {}

    /**
     * Not a JSON-RPC 2.0 frame.
     *
     * @param id of the call if it could be read
     * @param code JSON-RPC error number
     * @param reason what was expected and found
     */
    record Malformed(@Nullable String id, int code, String reason) implements Frame {}
}
