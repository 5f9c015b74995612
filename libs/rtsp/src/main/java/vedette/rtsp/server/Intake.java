package vedette.rtsp.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspParseException;
import vedette.rtsp.RtspParser;
import vedette.rtsp.RtspStatus;

/** What a client sent and the server has not begun to work on: bytes of a message in progress, then whole requests. */
final class Intake {
    /** Requests that may wait behind the one in work; more closes the connection. */
    private static final int PIPELINE_MAX = 16;

    private final RtspParser parser;
    private final long requestNanosMax;
    private final ArrayDeque<RtspMessage.Request> waiting = new ArrayDeque<>();
    private boolean inMessage;
    private long messageSinceNanos;

    Intake(ServerConfig config) {
        this.parser = new RtspParser(config.bodyBytesMax());
        this.requestNanosMax = config.requestTimeout().toNanos();
    }

    /** Takes bytes; interleaved data goes to the consumer at once, requests wait. */
    void received(ByteBuffer bytes, long nowNanos, Consumer<RtspMessage.Interleaved> media) throws RtspParseException {
        parser.feed(bytes);
        for (var message = parser.next(); message != null; message = parser.next()) {
            inMessage = false;
            switch (message) {
                case RtspMessage.Request request when waiting.size() < PIPELINE_MAX -> waiting.add(request);
                case RtspMessage.Request _ ->
                    throw new RtspParseException(
                            RtspStatus.BAD_REQUEST, "at most " + PIPELINE_MAX + " pipelined requests expected");
                // The server sends no requests, so this answers nothing.
                case RtspMessage.Response _ -> {}
                case RtspMessage.Interleaved data -> media.accept(data);
            }
        }
        if (parser.inMessage() && !inMessage) {
            messageSinceNanos = nowNanos;
        }
        inMessage = parser.inMessage();
    }

    /** The next request, or null. */
    RtspMessage.@Nullable Request poll() {
        return waiting.poll();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void clear() {
        waiting.clear();
        inMessage = false;
    }

    /** When the message in progress must be complete; the other time if there is none or it is earlier. */
    long deadline(long otherNanos) {
        long deadline = messageSinceNanos + requestNanosMax;
        return inMessage && deadline - otherNanos < 0 ? deadline : otherNanos;
    }

    boolean overdue(long nowNanos) {
        return inMessage && nowNanos - messageSinceNanos - requestNanosMax >= 0;
    }
}
