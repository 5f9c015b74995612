package vedette.device;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The device's own wall clock: a base set at the start and by the platform's time, carried on by monotonic time. The host's clock is never
 * changed and, after construction, never read. Safe for use by several threads.
 */
public final class DeviceClock {
    /** A larger error than this is corrected when signed or authenticated platform time arrives. */
    public static final Duration STEP_THRESHOLD = Duration.ofMillis(100);

    private record Base(Instant time, long nanos) {}

    private final LongSupplier nanoTime;
    private volatile Base base;

    public DeviceClock(Instant initial, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.base = new Base(initial, nanoTime.getAsLong());
    }

    /** A clock that starts at the host's present time, as a device with a working real-time clock does. */
    public static DeviceClock startingAtHostTime() {
        return new DeviceClock(Instant.now(), System::nanoTime);
    }

    public Instant now() {
        Base current = base;
        return current.time().plusNanos(nanoTime.getAsLong() - current.nanos());
    }

    public void set(Instant time) {
        base = new Base(time, nanoTime.getAsLong());
    }

    /** How far {@code platformTime} is ahead of this clock (negative: behind). */
    public Duration offsetTo(Instant platformTime) {
        return Duration.between(now(), platformTime);
    }

    /** Sets the clock if it is off by more than {@code threshold}; true if it was set. */
    public boolean correct(Instant platformTime, Duration threshold) {
        if (offsetTo(platformTime).abs().compareTo(threshold) <= 0) {
            return false;
        }
        set(platformTime);
        return true;
    }
}
