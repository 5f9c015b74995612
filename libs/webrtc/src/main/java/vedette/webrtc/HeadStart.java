package vedette.webrtc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The head start that direct paths have over relayed ones: a relay, whose way is always open, would else be nominated while the holes are still
 * being punched, and carry what need not pass it. Thread-safe.
 */
final class HeadStart {
    private final long holdMillis;
    private final BooleanSupplier decided;
    /** One party for the gathering, one for each task held back. */
    private final Phaser held = new Phaser(1);

    private volatile long startedNanos = System.nanoTime();

    /** @param decided whether a path was found, or none is wanted any more: what was held back is then of no use */
    HeadStart(long holdMillis, BooleanSupplier decided) {
        this.holdMillis = holdMillis;
        this.decided = decided;
    }

    /** The checks begin now. */
    void begin() {
        startedNanos = System.nanoTime();
    }

    /** Runs the task when the head start is over, on another thread, or now if it is. */
    void after(Runnable task) {
        long left = holdMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        if (left <= 0) {
            task.run();
            return;
        }
        held.register();
        CompletableFuture.delayedExecutor(left, TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                .execute(() -> {
                    try {
                        if (!decided.getAsBoolean()) {
                            task.run();
                        }
                    } finally {
                        held.arriveAndDeregister();
                    }
                });
    }

    /** Waits until nothing is held back; once, by the gathering. */
    void awaitAll() {
        held.arriveAndAwaitAdvance();
    }
}
