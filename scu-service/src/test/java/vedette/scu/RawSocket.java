package vedette.scu;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.scu.channel.Frames;

/** A WebSocket that remembers what came and lets a test wait for it. */
final class RawSocket implements WebSocket.Listener {
    private final Deque<JsonNode> received = new ArrayDeque<>();
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private CompletionStage<?> sending = CompletableFuture.completedFuture(null);
    private @Nullable WebSocket socket;

    static RawSocket open(HttpClient http, URI uri, @Nullable String subprotocol, Map<String, String> headers) throws Exception {
        RawSocket raw = new RawSocket();
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(10));
        headers.forEach(builder::header);
        if (subprotocol != null) {
            builder.subprotocols(subprotocol);
        }
        raw.socket = builder.buildAsync(uri, raw).get(15, TimeUnit.SECONDS);
        return raw;
    }

    @Override
    public synchronized @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(Frames.MAPPER.readTree(partial.toString()));
            partial.setLength(0);
            notifyAll();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    synchronized void send(String text) {
        WebSocket open = socket;
        if (open != null) {
            sending = sending.exceptionally(_ -> null).thenCompose(_ -> open.sendText(text, true));
        }
    }

    void result(JsonNode call, Object result) {
        ObjectNode frame = Frames.MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", call.path("id").asString());
        frame.set("result", Frames.MAPPER.valueToTree(result));
        send(frame.toString());
    }

    void failure(JsonNode call, int code, String message, String problem) {
        ObjectNode frame = Frames.MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", call.path("id").asString());
        frame.putObject("error").put("code", code).put("message", message).putObject("data").putObject("problem").put("code", problem).put("detail", message);
        send(frame.toString());
    }

    /** The next message that fits; others are dropped. */
    synchronized JsonNode next(Predicate<JsonNode> wanted, long time, TimeUnit unit) throws Exception {
        long deadline = System.nanoTime() + unit.toNanos(time);
        while (true) {
            JsonNode head;
            while ((head = received.poll()) != null) {
                if (wanted.test(head)) {
                    return head;
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new TimeoutException("the expected message did not come; closed: " + (closed.isDone() ? closed : "no"));
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, left));
        }
    }

    JsonNode nextCall(String method) throws Exception {
        return next(frame -> method.equals(frame.path("method").asString("")), 10, TimeUnit.SECONDS);
    }

    JsonNode nextType(String type) throws Exception {
        return next(message -> type.equals(message.path("type").asString("")), 10, TimeUnit.SECONDS);
    }

    /** How many messages that fit came so far; they stay. */
    synchronized long count(Predicate<JsonNode> wanted) {
        return received.stream().filter(wanted).count();
    }

    int closeCode() throws Exception {
        return closed.get(15, TimeUnit.SECONDS);
    }

    boolean isClosed() {
        return closed.isDone();
    }

    void abort() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
