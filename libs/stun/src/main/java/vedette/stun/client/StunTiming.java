package vedette.stun.client;

import java.time.Duration;

/**
 * Retransmission of requests over UDP (RFC 8489 §6.2.1): the first wait is {@code rto}, each further one twice the one before.
 *
 * @param rto first wait, 10 ms to 3 s
 * @param sends how often a request is sent, 1 to 10
 * @param lastWait wait after the last sending
 */
public record StunTiming(Duration rto, int sends, Duration lastWait) {
    /** What the RFC proposes: gives up after 39.5 s. */
    public static final StunTiming RFC = new StunTiming(Duration.ofMillis(500), 7, Duration.ofSeconds(8));
    /** For discovery, where silence is often the answer: gives up after 2.2 s. */
    public static final StunTiming QUICK = new StunTiming(Duration.ofMillis(200), 4, Duration.ofMillis(800));

    public StunTiming {
        if (rto.toMillis() < 10 || rto.toMillis() > 3000 || sends < 1 || sends > 10 || lastWait.isNegative() || lastWait.toMillis() > 30_000) {
            throw new IllegalArgumentException("Expected rto 10..3000 ms, 1..10 sends and a last wait up to 30 s, found " + rto + ", " + sends
                    + ", " + lastWait);
        }
    }

    /** Wait after sending number {@code sent}, from 1. */
    long waitNanos(int sent) {
        return sent >= sends ? lastWait.toNanos() : rto.toNanos() << sent - 1;
    }
}
