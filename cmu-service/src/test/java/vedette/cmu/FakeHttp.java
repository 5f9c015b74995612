package vedette.cmu;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Somebody else's HTTP service, e.g. an SMS gateway: answers as told and writes down what it was asked. */
final class FakeHttp implements AutoCloseable {
    private final HttpServer server;
    final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();

    /** What to answer. */
    record Reply(int status, String body) {}

    FakeHttp(Function<String, Reply> service) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Reply reply = service.apply(body);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            bodies.add(body);
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    String await() {
        return await(() -> {});
    }

    /** The next question; nudges whoever should ask every half second, for at most 20 seconds. */
    String await(Runnable nudge) {
        try {
            for (int i = 0; i < 40; i++) {
                nudge.run();
                String body = bodies.poll(500, TimeUnit.MILLISECONDS);
                if (body != null) {
                    return body;
                }
            }
            throw new AssertionError("Nothing was asked within 20 s");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
