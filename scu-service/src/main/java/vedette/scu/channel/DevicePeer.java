package vedette.scu.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Problem;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.RpcFailure;

/**
 * The SCU's end of JSON-RPC with one device, across its connections: calls outstanding when a connection breaks are sent again on the next
 * one within {@link #RESUME_NANOS}; a device's repeated call is answered from memory (GAP-10). A machine without sockets, clocks and
 * threads; drain {@link #poll()} after each input. Single owner.
 */
public final class DevicePeer {
    /** How long an outstanding call survives without a connection. */
    public static final long RESUME_NANOS = 30_000_000_000L;
    /** Calls to the device that wait for an answer. */
    public static final int CALLS_MAX = 128;
    /** Calls of the device that are being worked on. */
    public static final int REQUESTS_MAX = 64;
    /** Answers that are remembered per boot of the device. */
    public static final int REMEMBERED_MAX = 256;
    /** Characters of remembered answers; the oldest are forgotten beyond. */
    public static final int REMEMBERED_CHARS_MAX = 128 * 1024;
    /** How long an answer is remembered: longer than any device keeps asking. */
    public static final long REMEMBERED_NANOS = 600_000_000_000L;

    /** What the driver has to do. */
    public sealed interface Output {
        /** Send a frame on the current connection. */
        record Transmit(String frame) implements Output {}

        /** Serve a call of the device, then {@link DevicePeer#answer} or {@link DevicePeer#refuse}. */
        record Serve(String id, String method, JsonNode params) implements Output {}

        /** A call was answered. */
        record Answered(String id, JsonNode result) implements Output {}

        /** A call failed, by the device's word or for lack of it. */
        record Failed(String id, Problem problem) implements Output {}
    }

    private record Pending(String method, String frame, long deadlineNanos) {}

    /** @param answer null while the request is worked on */
    private record Remembered(@Nullable String answer, long atNanos) {}

    private final LinkedHashMap<String, Pending> pending = new LinkedHashMap<>(4);
    private final LinkedHashMap<String, Remembered> remembered = new LinkedHashMap<>(4);
    private final Deque<Output> outputs = new ArrayDeque<>(4);
    private int rememberedChars;
    private int working;
    private boolean attached;
    private long detachedAtNanos;
    private String bootId = "";

    /** Whether a connection is there. */
    public boolean isAttached() {
        return attached;
    }

    /** A connection is ready. Another boot of the device knows nothing of earlier calls: they fail, and its ids start afresh. */
    public void attached(String newBootId) {
        if (!newBootId.equals(bootId)) {
            failAll(Problem.of("device-restarted", "The camera restarted", 503, "The camera was restarted in the middle of this. Try again."));
            remembered.clear();
            rememberedChars = 0;
            working = 0;
            bootId = newBootId;
        }
        attached = true;
        pending.values().forEach(call -> outputs.add(new Output.Transmit(call.frame)));
    }

    /** The connection is gone. */
    public void detached(long nowNanos) {
        attached = false;
        detachedAtNanos = nowNanos;
    }

    /** Calls the device; without a connection the call waits for the next one. */
    public void call(String id, String method, Object params, long deadlineNanos) {
        String frame = Frames.call(id, method, params);
        if (Frames.tooLarge(frame)) {
            outputs.add(new Output.Failed(id, Problem.of("message-too-large", "Message too large", 413,
                    "Expected at most " + ChannelMethods.FRAME_BYTES_MAX + " bytes for " + method + ".")));
        } else if (pending.size() >= CALLS_MAX) {
            outputs.add(new Output.Failed(id, Problem.of("device-busy", "The camera is busy", 503,
                    "The camera already has " + CALLS_MAX + " unanswered requests. Try again in a moment.")));
        } else {
            pending.put(id, new Pending(method, frame, deadlineNanos));
            if (attached) {
                outputs.add(new Output.Transmit(frame));
            }
        }
    }

    /** A frame came from the device. */
    public void received(Frame frame, long nowNanos) {
        switch (frame) {
            case Frame.Call(String id, String method, JsonNode params) -> onCall(id, method, params, nowNanos);
            case Frame.Result(String id, JsonNode result) -> {
                if (pending.remove(id) != null) {
                    outputs.add(new Output.Answered(id, result));
                }
            }
            case Frame.Failure failure -> {
                if (pending.remove(failure.id()) != null) {
                    outputs.add(new Output.Failed(failure.id(), problemOf(failure)));
                }
            }
            case Frame.Malformed _ -> {
                // Answered by the connection's own machine.
            }
        }
    }

    private void onCall(String id, String method, JsonNode params, long nowNanos) {
        if (!ChannelMethods.FROM_DEVICE.contains(method)) {
            outputs.add(new Output.Transmit(Frames.failure(
                    id, RpcFailure.METHOD_NOT_FOUND, "Expected one of " + String.join(", ", ChannelMethods.FROM_DEVICE.stream().sorted().toList()), null)));
            return;
        }
        // A heartbeat changes nothing, and its answer is the time: it is never answered from memory.
        if (method.equals(ChannelMethods.HEARTBEAT)) {
            outputs.add(new Output.Serve(id, method, params));
            return;
        }
        Remembered earlier = remembered.get(id);
        if (earlier != null) {
            if (earlier.answer != null) {
                outputs.add(new Output.Transmit(earlier.answer));
            }
            return;
        }
        if (working >= REQUESTS_MAX) {
            outputs.add(new Output.Transmit(Frames.failure(id, RpcFailure.TRY_LATER, "Expected at most " + REQUESTS_MAX
                    + " unanswered requests of one device; repeat this one in a moment", null)));
            return;
        }
        working++;
        remember(id, new Remembered(null, nowNanos));
        outputs.add(new Output.Serve(id, method, params));
    }

    /** Answers a call of the device. */
    public void answer(String id, String method, Object result, long nowNanos) {
        respond(id, method, Frames.result(id, result), true, nowNanos);
    }

    /** Refuses a call of the device. A refusal to be tried again is not remembered. */
    public void refuse(String id, String method, int code, String message, @Nullable Problem problem, long nowNanos) {
        respond(id, method, Frames.failure(id, code, message, problem), code != RpcFailure.TRY_LATER, nowNanos);
    }

    private void respond(String id, String method, String frame, boolean keep, long nowNanos) {
        if (!method.equals(ChannelMethods.HEARTBEAT)) {
            Remembered entry = remembered.get(id);
            if (entry == null || entry.answer != null) {
                return; // Asked by an earlier boot of the device, which nobody waits for.
            }
            remembered.remove(id);
            working--;
            if (keep) {
                remember(id, new Remembered(frame, nowNanos));
            }
        }
        if (attached) {
            outputs.add(new Output.Transmit(frame));
        }
    }

    private void remember(String id, Remembered entry) {
        remembered.put(id, entry);
        rememberedChars += length(entry);
        var oldest = remembered.entrySet().iterator();
        while ((remembered.size() > REMEMBERED_MAX || rememberedChars > REMEMBERED_CHARS_MAX) && oldest.hasNext()) {
            Map.Entry<String, Remembered> candidate = oldest.next();
            if (candidate.getValue().answer != null && !candidate.getKey().equals(id)) {
                rememberedChars -= length(candidate.getValue());
                oldest.remove();
            }
        }
    }

    private static int length(Remembered entry) {
        return entry.answer == null ? 0 : entry.answer.length();
    }

    /** Fails calls whose time is over and forgets old answers. */
    public void timePassed(long nowNanos) {
        boolean gone = !attached && nowNanos - detachedAtNanos >= RESUME_NANOS;
        List<String> over = new ArrayList<>();
        pending.forEach((id, call) -> {
            if (gone || nowNanos - call.deadlineNanos >= 0) {
                over.add(id);
            }
        });
        for (String id : over) {
            Pending call = pending.remove(id);
            if (call != null) {
                outputs.add(new Output.Failed(id, attached
                        ? Problem.of("device-timeout", "The camera did not answer", 504, "The camera did not answer " + call.method + " in time. Try again.")
                        : Problem.of("device-offline", "The camera is offline", 409, "The camera is not connected at the moment. Try again later.")));
            }
        }
        remembered.entrySet().removeIf(entry -> {
            boolean old = entry.getValue().answer != null && nowNanos - entry.getValue().atNanos >= REMEMBERED_NANOS;
            if (old) {
                rememberedChars -= length(entry.getValue());
            }
            return old;
        });
    }

    /** Fails all calls: the SCU stops, or the device may not be here any more. */
    public void failAll(Problem problem) {
        pending.keySet().forEach(id -> outputs.add(new Output.Failed(id, problem)));
        pending.clear();
    }

    /** The next thing to do, if any. */
    public Optional<Output> poll() {
        return Optional.ofNullable(outputs.poll());
    }

    private static Problem problemOf(Frame.Failure failure) {
        JsonNode problem = failure.problem();
        String code = problem == null ? "" : problem.path("code").asString("");
        if (problem == null || !code.matches("[a-z][a-z0-9-]{1,48}")) {
            return Problem.of("device-error", "The camera could not do this", 502, "The camera answered: " + failure.message());
        }
        String words = code.replace('-', ' ');
        String title = words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
        String detail = problem.path("detail").asString(failure.message());
        return Problem.of(code, title, 409, detail.length() > 500 ? detail.substring(0, 500) : detail);
    }
}
