package vedette.device;

import java.time.Duration;

/** One thread of execution with timers: everything that an agent decides runs here, in order. */
public interface AgentScheduler {
    /** A timer that has not fired may be cancelled; cancelling twice does nothing. */
    interface Timer {
        void cancel();
    }

    long nanoTime();

    /** Runs {@code task} soon on the scheduler's thread; may be called from any thread. */
    void execute(Runnable task);

    Timer schedule(Duration delay, Runnable task);
}
