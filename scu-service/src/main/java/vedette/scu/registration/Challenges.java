package vedette.scu.registration;

import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import vedette.contracts.ps.Challenge;

/**
 * Nonces for registrations: each works once, for the serial that asked, for {@link #LIFETIME}. Bounded: when full of live nonces no further
 * one is given. Thread-safe.
 */
public final class Challenges {
    /** How long a nonce works. */
    public static final Duration LIFETIME = Duration.ofSeconds(60);
    /** Live nonces at once: a storm of 100,000 devices fits. */
    public static final int LIVE_MAX = 131_072;

    private static final int NONCE_BYTES = 32;

    private record Live(String serial, long expiresNanos) {}

    /** In the order of expiry, since all live equally long. */
    private final LinkedHashMap<String, Live> live = new LinkedHashMap<>();

    private final RandomGenerator random;
    private final LongSupplier nanoTime;

    /** @param random must be cryptographically strong outside tests */
    public Challenges(RandomGenerator random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** A fresh nonce; empty if there are too many live ones. */
    public synchronized Optional<Challenge> issue(String serial) {
        long now = nanoTime.getAsLong();
        for (Iterator<Live> oldest = live.values().iterator(); oldest.hasNext(); ) {
            if (oldest.next().expiresNanos - now > 0) {
                break;
            }
            oldest.remove();
        }
        if (live.size() >= LIVE_MAX) {
            return Optional.empty();
        }
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        live.put(nonce, new Live(serial, now + LIFETIME.toNanos()));
        return Optional.of(new Challenge(nonce, LIFETIME.toMillis()));
    }

    /** Uses a nonce up; true if it was live and for this serial. */
    public synchronized boolean use(String nonce, String serial) {
        Live entry = live.remove(nonce);
        return entry != null && entry.serial.equals(serial) && entry.expiresNanos - nanoTime.getAsLong() > 0;
    }
}
