package vedette.cmu.config;

/** The monotonic clock, injected so that tests own it. Thread-safe. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since some moment; compare by difference. */
    long nanos();
}
