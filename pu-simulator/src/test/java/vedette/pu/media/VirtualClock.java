package vedette.pu.media;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** A clock that jumps to each deadline after a tiny real pause, so that sinks keep up and 20 s pass in one. */
final class VirtualClock implements MediaClock {

    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    private static final long PAUSE_NANOS = 200_000;

    private final AtomicLong now = new AtomicLong();

    @Override
    public long nanos() {
        return now.get();
    }

    @Override
    public Instant wall() {
        return START.plusNanos(now.get());
    }

    @Override
    public void await(Condition wake, long deadlineNanos) throws InterruptedException {
        if (wake.awaitNanos(PAUSE_NANOS) <= 0) {
            now.accumulateAndGet(deadlineNanos, Math::max);
        }
    }
}
