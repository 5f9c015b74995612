package vedette.scu.call;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import vedette.contracts.cs.ViewerEvent;
import vedette.scu.channel.Frames;

/** Sends to one viewer in order without ever blocking the caller; a viewer that does not read is closed. Thread-safe. */
final class ViewerSocket {
    private static final Logger log = LoggerFactory.getLogger(ViewerSocket.class);
    private static final int QUEUE_MAX = 256;

    private final WebSocketSession session;
    private final Executor executor;
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicBoolean draining = new AtomicBoolean();

    ViewerSocket(WebSocketSession session, Executor executor) {
        this.session = session;
        this.executor = executor;
    }

    void send(ViewerEvent event) {
        String text = Frames.MAPPER.writeValueAsString(event);
        enqueue(() -> {
            try {
                if (session.isOpen()) {
                    session.sendMessage(new TextMessage(text));
                }
            } catch (IOException | IllegalStateException e) {
                log.atDebug().setCause(e).log("A viewer went away");
            }
        });
    }

    /** Closes behind what was sent. */
    void close(int code, String reason) {
        enqueue(() -> closeNow(code, reason));
    }

    private void closeNow(int code, String reason) {
        try {
            session.close(new CloseStatus(code, reason));
        } catch (IOException | IllegalStateException e) {
            log.atDebug().setCause(e).log("A viewer went away");
        }
    }

    private void enqueue(Runnable task) {
        if (!queue.offer(task)) {
            executor.execute(() -> closeNow(4429, "Messages are not read"));
            return;
        }
        drainSoon();
    }

    private void drainSoon() {
        if (draining.compareAndSet(false, true)) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        Runnable next;
        while ((next = queue.poll()) != null) {
            next.run();
        }
        draining.set(false);
        if (!queue.isEmpty()) {
            drainSoon();
        }
    }
}
