package vedette.webrtc;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The named daemon threads of one session: at most four that work, one that tells the listener, one that tears down.
 */
final class SessionThreads {
    private static final Logger LOG = LoggerFactory.getLogger(SessionThreads.class);

    /** Events waiting for the listener; more are refused, the caller drops them. */
    private static final int EVENTS_MAX = 256;

    private final String name;
    private final ScheduledExecutorService timer;
    private final Set<Thread> own = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor events;
    private volatile @Nullable ScheduledFuture<?> periodic;

    SessionThreads(String name, ScheduledExecutorService timer) {
        this.name = name;
        this.timer = timer;
        events = new ThreadPoolExecutor(
                0, 1, 5, TimeUnit.SECONDS, new ArrayBlockingQueue<>(EVENTS_MAX), task -> thread("events", task));
    }

    private Thread thread(String role, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    own.add(Thread.currentThread());
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.atError().setCause(e).addKeyValue("thread", role).log("WebRTC session thread failed");
                    } finally {
                        own.remove(Thread.currentThread());
                    }
                },
                name + "-" + role);
        thread.setDaemon(true);
        return thread;
    }

    void run(String role, Runnable task) {
        thread(role, task).start();
    }

    void every(Duration interval, Runnable task) {
        periodic = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.atError().setCause(e).log("WebRTC session timer failed");
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Calls the listener, after all calls before.
     *
     * @return false if too many calls wait, or if all is over
     */
    boolean tell(Runnable event) {
        try {
            events.execute(() -> {
                try {
                    event.run();
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("WebRTC listener failed");
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    boolean isOwn(Thread thread) {
        return own.contains(thread);
    }

    /** Runs the last task and lets all threads end. */
    void finish(Runnable last) {
        ScheduledFuture<?> timed = periodic;
        if (timed != null) {
            timed.cancel(false);
        }
        run("close", () -> {
            try {
                last.run();
            } finally {
                events.shutdown();
            }
        });
    }
}
