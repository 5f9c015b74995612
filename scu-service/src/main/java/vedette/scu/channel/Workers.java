package vedette.scu.channel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import vedette.contracts.Problem;

/** Virtual threads for what blocks, at most so many at once; what comes beyond is refused at once, not queued. Thread-safe. */
public final class Workers implements AutoCloseable {
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("scu-worker-", 0).factory());
    private final Semaphore permits;

    /** @param max tasks at once */
    public Workers(int max) {
        this.permits = new Semaphore(max);
    }

    /** Runs a task; fails with {@code scu-busy} if too many are running. */
    public <T> CompletableFuture<T> supply(Supplier<T> task) {
        if (!permits.tryAcquire()) {
            return CompletableFuture.failedFuture(new DeviceCallException(
                    Problem.of("scu-busy", "The platform is busy", 503, "Too many requests at this moment. Try again in a few seconds.")));
        }
        try {
            return CompletableFuture.supplyAsync(task, threads).whenComplete((_, _) -> permits.release());
        } catch (java.util.concurrent.RejectedExecutionException e) {
            permits.release();
            return CompletableFuture.failedFuture(
                    new DeviceCallException(Problem.of("scu-stopping", "The platform restarts", 503, "This service stops. Try again.")));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
