package vedette.cmu;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import vedette.cmu.config.Ticker;

/** Wall and monotonic clock that a test moves; each look at it takes a microsecond, so that nothing happens at the same time. */
final class TestClock extends Clock implements Ticker {
    private final Instant start = Instant.now();
    private long nanos;

    @Override
    public synchronized Instant instant() {
        nanos += 1_000;
        return start.plusNanos(nanos);
    }

    @Override
    public synchronized long nanos() {
        nanos += 1_000;
        return nanos;
    }

    synchronized void advance(Duration duration) {
        nanos += duration.toNanos();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
