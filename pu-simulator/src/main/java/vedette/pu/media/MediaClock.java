package vedette.pu.media;

import java.time.Instant;
import java.util.concurrent.locks.Condition;

/**
 * The time a source lives by: monotonic for pace, wall time for capture stamps. Tests let it run at their own speed.
 */
interface MediaClock {

    /** Monotonic nanoseconds from an arbitrary origin. */
    long nanos();

    /** Wall time now. */
    Instant wall();

    /** Waits until {@link #nanos} reaches the deadline, the condition is signalled, or for no reason. Lock held. */
    void await(Condition wake, long deadlineNanos) throws InterruptedException;

    /** The machine's clocks. */
    static MediaClock system() {
        return new MediaClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant wall() {
                return Instant.now();
            }

            @Override
            public void await(Condition wake, long deadlineNanos) throws InterruptedException {
                long left = deadlineNanos - System.nanoTime();
                if (left > 0) {
                    long unused = wake.awaitNanos(left);
                }
            }
        };
    }
}
