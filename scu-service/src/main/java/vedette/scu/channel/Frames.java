package vedette.scu.channel;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.Problem;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.RpcFailure;
import vedette.contracts.ps.RpcRequest;
import vedette.contracts.ps.RpcResult;
import vedette.platform.config.PlatformConfiguration;

/** Codec of the control channel's frames (JSON-RPC 2.0): reading is total, writing never exceeds the frame limit unnoticed. Stateless. */
public final class Frames {
    private static final int DEPTH_MAX = 32;
    private static final int QUOTE_CHARS = 60;
    private static final int METHOD_CHARS_MAX = 64;

    /** The mapper of everything that devices send and receive. */
    public static final JsonMapper MAPPER = mapper();

    private Frames() {}

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxStringLength(ChannelMethods.FRAME_BYTES_MAX)
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory);
        PlatformConfiguration.json(builder);
        builder.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES); // Checked by value, with a better message.
        return builder.build();
    }

    /** Reads one text frame. */
    public static Frame read(String text) {
        if (tooLarge(text)) {
            return new Frame.Malformed(
                    null, RpcFailure.INVALID_REQUEST, "Expected frames of at most " + ChannelMethods.FRAME_BYTES_MAX + " bytes");
        }
        JsonNode frame;
        try {
            frame = MAPPER.readTree(text);
        } catch (JacksonException e) {
            return new Frame.Malformed(null, RpcFailure.PARSE_ERROR, "Expected one JSON object, found: " + quote(text));
        }
        if (frame == null || !frame.isObject()) {
            return new Frame.Malformed(null, RpcFailure.INVALID_REQUEST, "Expected one JSON object (no batch), found: " + quote(text));
        }
        JsonNode id = frame.path("id");
        String readId = id.isString() && !id.asString().isEmpty() && id.asString().length() <= RpcRequest.ID_LENGTH_MAX ? id.asString() : null;
        if (!RpcRequest.VERSION.equals(frame.path("jsonrpc").asString(""))) {
            return new Frame.Malformed(readId, RpcFailure.INVALID_REQUEST, "Expected \"jsonrpc\":\"2.0\", found: " + quote(text));
        }
        if (readId == null) {
            return new Frame.Malformed(
                    null, RpcFailure.INVALID_REQUEST, "Expected \"id\" as a string of 1.." + RpcRequest.ID_LENGTH_MAX + " characters, found: "
                            + quote(id.toString()));
        }
        return frame.has("method") ? call(readId, frame) : answer(readId, frame);
    }

    private static Frame call(String id, JsonNode frame) {
        JsonNode method = frame.path("method");
        if (!method.isString() || method.asString().isEmpty() || method.asString().length() > METHOD_CHARS_MAX) {
            return new Frame.Malformed(id, RpcFailure.INVALID_REQUEST, "Expected \"method\" as a name, found: " + quote(method.toString()));
        }
        JsonNode params = frame.path("params");
        if (params.isMissingNode() || params.isNull()) {
            return new Frame.Call(id, method.asString(), MAPPER.createObjectNode());
        }
        if (!params.isObject()) {
            return new Frame.Malformed(id, RpcFailure.INVALID_PARAMS, "Expected \"params\" as an object, found: " + quote(params.toString()));
        }
        return new Frame.Call(id, method.asString(), params);
    }

    private static Frame answer(String id, JsonNode frame) {
        JsonNode error = frame.path("error");
        if (error.isObject()) {
            JsonNode problem = error.path("data").path("problem");
            return new Frame.Failure(
                    id, error.path("code").asInt(RpcFailure.INTERNAL_ERROR), quote(error.path("message").asString("")),
                    problem.isObject() ? problem : null);
        }
        if (frame.has("result")) {
            return new Frame.Result(id, frame.path("result"));
        }
        return new Frame.Malformed(id, RpcFailure.INVALID_REQUEST, "Expected \"method\", \"result\" or \"error\" in the frame");
    }

    /** A call as text. */
    public static String call(String id, String method, Object params) {
        return MAPPER.writeValueAsString(RpcRequest.of(id, method, params));
    }

    /** An answer as text; a refusal if it would exceed the frame limit. */
    public static String result(String id, Object result) {
        String text = MAPPER.writeValueAsString(RpcResult.of(id, result));
        return tooLarge(text) ? failure(id, RpcFailure.INTERNAL_ERROR, "The answer exceeds the frame limit", null) : text;
    }

    /** A refusal as text. */
    public static String failure(@Nullable String id, int code, String message, @Nullable Problem problem) {
        return MAPPER.writeValueAsString(RpcFailure.of(id, code, message, problem));
    }

    /** Whether the text exceeds a frame; counts bytes only where characters do not decide. */
    public static boolean tooLarge(String text) {
        return text.length() > ChannelMethods.FRAME_BYTES_MAX
                || (text.length() > ChannelMethods.FRAME_BYTES_MAX / 3
                        && text.getBytes(StandardCharsets.UTF_8).length > ChannelMethods.FRAME_BYTES_MAX);
    }

    private static String quote(String text) {
        String head = text.length() > QUOTE_CHARS ? text.substring(0, QUOTE_CHARS) + "…" : text;
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
