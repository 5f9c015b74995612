package vedette.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private long now;
    private final RateLimiter limiter = new RateLimiter(5, Duration.ofHours(1), 3, () -> now);

    @Test
    void burstIsSpent_thenRefilledEvenly() {
        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAcquire("a")).isTrue();
        }
        assertThat(limiter.tryAcquire("a")).isFalse();
        now += Duration.ofMinutes(11).toNanos();
        assertThat(limiter.tryAcquire("a")).isFalse();
        now += Duration.ofMinutes(2).toNanos();
        assertThat(limiter.tryAcquire("a")).isTrue();
        assertThat(limiter.tryAcquire("a")).isFalse();
    }

    @Test
    void keysAreApart_andTheOldestIsForgotten() {
        for (int i = 0; i < 5; i++) {
            limiter.tryAcquire("a");
        }
        assertThat(limiter.tryAcquire("b")).isTrue();
        limiter.tryAcquire("c");
        limiter.tryAcquire("d");
        assertThat(limiter.tryAcquire("a")).as("forgotten after three other keys").isTrue();
    }
}
