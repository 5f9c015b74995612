package vedette.contracts.ps;

import java.time.Instant;

/**
 * The device's clock is off by more than half a second: set it.
 *
 * @param serverTime the platform's time
 */
public record ClockSync(Instant serverTime) {}
