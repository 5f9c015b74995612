package vedette.pu.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyFrameLimiterTest {
    private final KeyFrameLimiter limiter = new KeyFrameLimiter();

    @Test
    void oneRequestPerHalfSecond() {
        assertThat(limiter.allow(-5)).isTrue();
        assertThat(limiter.allow(100)).isFalse();
        assertThat(limiter.waitNanos(100)).isEqualTo(KeyFrameLimiter.SPACING_NANOS - 105);
        assertThat(limiter.allow(KeyFrameLimiter.SPACING_NANOS - 5)).isTrue();
    }
}
