package vedette.cuweb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;

/**
 * Answers a refresh that is asked again at once with the answer of the first. A refresh token works once and a second use ends the sign-in, yet a
 * browser that reloads in the middle, or loses the answer on a bad network, has no choice but to ask again.
 *
 * <p>Only the same token from the same address and browser gets that answer, for {@link #KEPT}; failures are not kept. Thread-safe.
 */
final class RecentRefreshes {
    static final Duration KEPT = Duration.ofSeconds(20);
    private static final int ENTRIES_MAX = 10_000;

    private final Clock clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    RecentRefreshes(Clock clock) {
        this.clock = clock;
    }

    private record Entry(Mono<ResponseEntity<byte[]>> answer, Instant until) {}

    Mono<ResponseEntity<byte[]>> answer(String token, String client, Supplier<Mono<ResponseEntity<byte[]>>> ask) {
        String key = digest(token + "\n" + client);
        synchronized (entries) {
            Instant now = clock.instant();
            dropOld(now);
            Entry known = entries.get(key);
            if (known != null) {
                return known.answer();
            }
            Mono<ResponseEntity<byte[]>> answer = ask.get()
                    .doOnNext(response -> {
                        if (!response.getStatusCode().is2xxSuccessful()) {
                            forget(key);
                        }
                    })
                    .doOnError(_ -> forget(key))
                    .cache();
            entries.put(key, new Entry(answer, now.plus(KEPT)));
            return answer;
        }
    }

    private void forget(String key) {
        synchronized (entries) {
            entries.remove(key);
        }
    }

    /** Entries stand in the order of their ends. */
    private void dropOld(Instant now) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.until().isAfter(now) && entries.size() <= ENTRIES_MAX) {
                return;
            }
            oldest.remove();
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
