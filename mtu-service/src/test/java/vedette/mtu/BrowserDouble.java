package vedette.mtu;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A browser that watches by fMP4: keeps what comes. Reads nothing while it is held. */
final class BrowserDouble implements WebSocket.Listener, AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final List<JsonNode> messages = new ArrayList<>();
    private final List<byte[]> segments = new ArrayList<>();
    private final boolean held;
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private @Nullable WebSocket socket;

    private BrowserDouble(boolean held) {
        this.held = held;
    }

    static BrowserDouble open(String url, String origin, boolean held) {
        BrowserDouble browser = new BrowserDouble(held);
        browser.socket = browser.client
                .newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(URI.create(url), browser)
                .join();
        return browser;
    }

    BrowserDouble say(String message) {
        WebSocket open = socket;
        if (open != null) {
            open.sendText(message, true).join();
        }
        return this;
    }

    /** Reads from now on. */
    void read() {
        WebSocket open = socket;
        if (open != null) {
            open.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (!held) {
            opened.request(Long.MAX_VALUE);
        }
    }

    @Override
    public synchronized @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            messages.add(CmuStub.MAPPER.readTree(text.toString()));
            text.setLength(0);
        }
        notifyAll();
        return null;
    }

    @Override
    public synchronized @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            segments.add(binary.toByteArray());
            binary.reset();
        }
        notifyAll();
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(-1);
    }

    /** The first so many binary messages; fails if they do not come within 15 s. */
    synchronized List<byte[]> await(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (segments.size() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("only " + segments.size() + " of " + count + " segments within 15 s; messages: " + messages);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return List.copyOf(segments.subList(0, count));
    }

    synchronized int count() {
        return segments.size();
    }

    synchronized List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    synchronized List<byte[]> segments() {
        return List.copyOf(segments);
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        client.close();
    }
}
