package vedette.device;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The network as the rules of a device see it. Calls return at once; results and listener calls arrive on the agent's scheduler. A host name with
 * several addresses is tried address by address, in the order in which the resolver gave them.
 */
public interface DeviceTransport {
    /** Largest HTTP body that a device accepts. */
    int BODY_BYTES_MAX = 256 * 1024;

    /** One HTTPS exchange; {@code body} null for GET. Header names of answers are lower case. */
    record HttpCall(
            String method,
            URI uri,
            Map<String, String> headers,
            byte @Nullable [] body,
            TlsTrust trust,
            Duration timeout) {}

    /** An answer of any status. */
    record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Fails with {@link DeviceException} {@code unreachable} if there was no answer in time. */
    CompletionStage<HttpAnswer> exchange(HttpCall call);

    /** Connects a WebSocket with {@code subprotocol}. The listener hears exactly one {@code closed}, also when it never opened. */
    void openWebSocket(URI uri, String subprotocol, TlsTrust trust, Duration timeout, LinkListener listener);

    /** An open WebSocket. */
    interface Link {
        /** Sends a text frame; when the peer reads too slowly for the bounded send buffer, the link closes instead. */
        void send(String frame);

        /** Starts the closing; {@link LinkListener#closed} follows. */
        void close(int code, String reason);
    }

    /** Events of a WebSocket. */
    interface LinkListener {
        void opened(Link link);

        void text(String frame);

        /** @param code WebSocket close code (RFC 6455 §7.4); 1006 when the connection broke or never opened */
        void closed(int code, String reason);
    }
}
