package vedette.scu.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChallengesTest {
    private long now;
    private final Challenges challenges = new Challenges(new Random(7), () -> now);

    @Test
    void nonce_worksOnceForItsSerialInItsTime() {
        String nonce = challenges.issue("VDT-1").orElseThrow().nonce();
        assertThat(challenges.use(nonce, "VDT-1")).isTrue();
        assertThat(challenges.use(nonce, "VDT-1")).isFalse();
        String other = challenges.issue("VDT-1").orElseThrow().nonce();
        assertThat(challenges.use(other, "VDT-2")).isFalse();
        assertThat(challenges.use(other, "VDT-1")).as("a wrong try uses it up").isFalse();
        String late = challenges.issue("VDT-1").orElseThrow().nonce();
        now += Challenges.LIFETIME.toNanos();
        assertThat(challenges.use(late, "VDT-1")).isFalse();
    }

    @Test
    void nonces_areBounded_andTheirPlacesComeBack() {
        for (int i = 0; i < Challenges.LIVE_MAX; i++) {
            assertThat(challenges.issue("VDT-1")).isPresent();
        }
        assertThat(challenges.issue("VDT-1")).isEmpty();
        now += Challenges.LIFETIME.toNanos();
        assertThat(challenges.issue("VDT-1")).isPresent();
    }
}
