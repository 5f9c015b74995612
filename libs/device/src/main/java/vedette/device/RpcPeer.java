package vedette.device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The device's end of JSON-RPC 2.0 on the control channel, across any number of connections: unanswered requests are sent again with the same id
 * on the next connection, repeated calls of the SCU are answered once from memory. A machine without sockets and clocks; after each input, drain
 * {@link #poll()}. Single owner.
 */
public final class RpcPeer {
    public static final int FRAME_BYTES_MAX = 64 * 1024;
    /** Requests that wait for an answer, few enough to be sent again within the burst that an SCU allows; a further one fails at once with {@code queue-full}. */
    public static final int PENDING_MAX = 128;
    /** Calls of the SCU whose answers are remembered. */
    public static final int REMEMBERED_MAX = 256;

    private record Pending(String frame, long deadlineNanos) {}

    /** @param answer null while the handler works */
    private record Remembered(@Nullable String answer) {}

    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final LinkedHashMap<String, Remembered> remembered = new LinkedHashMap<>();
    private final Deque<RpcOutput> outputs = new ArrayDeque<>();
    private boolean attached;
    private String peerBoot = "";

    /** Queues a request; it goes out now, or when the next connection is ready. */
    public void request(String id, String method, JsonNode params, long deadlineNanos) {
        if (pending.size() >= PENDING_MAX) {
            fail(id, "queue-full", PENDING_MAX + " requests already wait for the SCU's answer");
            return;
        }
        ObjectNode frame =
                DeviceJson.object().put("jsonrpc", "2.0").put("id", id).put("method", method);
        frame.set("params", params);
        String text = DeviceJson.MAPPER.writeValueAsString(frame);
        if (tooLarge(text)) {
            fail(id, "frame-too-large", "A request " + method + " exceeds " + FRAME_BYTES_MAX + " bytes");
            return;
        }
        pending.put(id, new Pending(text, deadlineNanos));
        if (attached) {
            outputs.add(new RpcOutput.Transmit(text));
        }
    }

    /**
     * The SCU accepted the connection: sends what is unanswered, oldest first.
     *
     * @param scuBoot boot id of the SCU; answers to another boot's calls are forgotten since their ids may come again
     */
    public void attached(String scuBoot) {
        if (!scuBoot.equals(peerBoot)) {
            remembered.clear();
            peerBoot = scuBoot;
        }
        attached = true;
        pending.values().forEach(request -> outputs.add(new RpcOutput.Transmit(request.frame())));
    }

    public void detached() {
        attached = false;
    }

    public void received(String text) {
        if (tooLarge(text)) {
            outputs.add(new RpcOutput.Broken("Expected frames of at most " + FRAME_BYTES_MAX + " bytes"));
            return;
        }
        JsonNode frame;
        try {
            frame = DeviceJson.MAPPER.readTree(text);
        } catch (JacksonException e) {
            outputs.add(new RpcOutput.Broken("Expected JSON, found \"" + DeviceJson.limited(text) + "\""));
            return;
        }
        if (!frame.isObject() || !"2.0".equals(frame.path("jsonrpc").asString(""))) {
            outputs.add(new RpcOutput.Broken(
                    "Expected one JSON-RPC 2.0 object, found \"" + DeviceJson.limited(text) + "\""));
        } else if (frame.has("method")) {
            onCall(frame);
        } else {
            onResponse(frame);
        }
    }

    private void onCall(JsonNode frame) {
        String id = frame.hasNonNull("id") ? frame.path("id").asString("") : null;
        String method = frame.path("method").asString("");
        if (id != null) {
            Remembered earlier = remembered.get(id);
            if (earlier != null) {
                if (earlier.answer() != null) {
                    outputs.add(new RpcOutput.Transmit(earlier.answer()));
                }
                return;
            }
            remember(id, null);
        }
        outputs.add(new RpcOutput.Call(id, method, frame.path("params")));
    }

    private void onResponse(JsonNode frame) {
        String id = frame.path("id").asString("");
        if (pending.remove(id) == null) {
            return; // Answered before, or given up: the SCU may answer a repeated request twice.
        }
        JsonNode error = frame.path("error");
        if (error.isObject()) {
            JsonNode problem = error.path("data").path("problem");
            String code = problem.isString()
                    ? problem.asString()
                    : problem.path("code").asString(null);
            outputs.add(new RpcOutput.Failed(
                    id,
                    new RpcError(
                            error.path("code").asInt(RpcError.INTERNAL),
                            error.path("message").asString(""),
                            code)));
        } else {
            outputs.add(new RpcOutput.Answered(id, frame.path("result")));
        }
    }

    public void answer(@Nullable String id, JsonNode result) {
        respond(id, resultFrame(id, result));
    }

    /** Answers a call of the handshake, before {@link #attached}: sent at once and not remembered. */
    public void greet(@Nullable String id, JsonNode result) {
        if (id != null) {
            remembered.remove(id);
            outputs.add(new RpcOutput.Transmit(DeviceJson.MAPPER.writeValueAsString(resultFrame(id, result))));
        }
    }

    private static ObjectNode resultFrame(@Nullable String id, JsonNode result) {
        ObjectNode frame = DeviceJson.object().put("jsonrpc", "2.0").put("id", id);
        frame.set("result", result);
        return frame;
    }

    public void refuse(@Nullable String id, RpcError error) {
        respond(id, errorFrame(id, error));
    }

    private static ObjectNode errorFrame(@Nullable String id, RpcError error) {
        ObjectNode frame = DeviceJson.object().put("jsonrpc", "2.0").put("id", id);
        ObjectNode body = frame.putObject("error").put("code", error.code()).put("message", error.message());
        if (error.problem() != null) {
            body.putObject("data")
                    .putObject("problem")
                    .put("code", error.problem())
                    .put("detail", error.message());
        }
        return frame;
    }

    private void respond(@Nullable String id, ObjectNode frame) {
        if (id == null) {
            return;
        }
        String text = DeviceJson.MAPPER.writeValueAsString(frame);
        if (tooLarge(text)) {
            text = DeviceJson.MAPPER.writeValueAsString(errorFrame(
                    id,
                    new RpcError(
                            RpcError.INTERNAL, "The answer exceeds " + FRAME_BYTES_MAX + " bytes", "frame-too-large")));
        }
        remember(id, text);
        if (attached) {
            outputs.add(new RpcOutput.Transmit(text));
        }
        // Else the answer waits in memory for the SCU to ask again: no frame may come between proof and channel.ready.
    }

    private void remember(String id, @Nullable String answer) {
        remembered.put(id, new Remembered(answer));
        if (remembered.size() > REMEMBERED_MAX) {
            remembered.pollFirstEntry();
        }
    }

    /** Fails the requests whose time is over. */
    public void timePassed(long nowNanos) {
        List<String> over = new ArrayList<>();
        pending.forEach((id, request) -> {
            if (request.deadlineNanos() - nowNanos <= 0) {
                over.add(id);
            }
        });
        for (String id : over) {
            pending.remove(id);
            fail(id, "scu-timeout", "The SCU did not answer in time");
        }
    }

    /** Fails everything that waits; the device stops. */
    public void close() {
        new HashMap<>(pending).keySet().forEach(id -> fail(id, "device-closed", "The device was closed"));
        pending.clear();
    }

    public OptionalLong nextDeadlineNanos() {
        OptionalLong earliest = OptionalLong.empty();
        for (Pending request : pending.values()) {
            if (earliest.isEmpty() || request.deadlineNanos() - earliest.getAsLong() < 0) {
                earliest = OptionalLong.of(request.deadlineNanos());
            }
        }
        return earliest;
    }

    public Optional<RpcOutput> poll() {
        return Optional.ofNullable(outputs.poll());
    }

    private void fail(String id, String problem, String message) {
        outputs.add(new RpcOutput.Failed(id, new RpcError(RpcError.INTERNAL, message, problem)));
    }

    /** Counts UTF-8 bytes without encoding unless the text could be too large. */
    private static boolean tooLarge(String text) {
        return text.length() > FRAME_BYTES_MAX
                || (text.length() > FRAME_BYTES_MAX / 3
                        && text.getBytes(StandardCharsets.UTF_8).length > FRAME_BYTES_MAX);
    }
}
