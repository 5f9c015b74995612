package vedette.mtu.distribution;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Secrets that open one connection each: single use, short-lived. Only their hashes are kept. Bounded: the oldest gives way. Thread-safe.
 */
final class Tickets {
    /** What a ticket opens. */
    enum Use {
        /** The device's reverse connection. */
        UPLINK,
        /** A viewer's fMP4 WebSocket. */
        VIEWER
    }

    static final Duration LIFETIME = Duration.ofSeconds(30);
    private static final int BYTES = 32;
    private static final int TICKETS_MAX = 20_000;

    private record Issued(Use use, String relayId, long untilNanos) {}

    private final SecureRandom random;
    private final LongSupplier nanoTime;
    private final Map<String, Issued> issued = new LinkedHashMap<>();

    Tickets(SecureRandom random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** A fresh ticket, base64url. */
    synchronized String issue(Use use, String relayId) {
        long now = nanoTime.getAsLong();
        issued.values().removeIf(ticket -> now - ticket.untilNanos >= 0);
        if (issued.size() >= TICKETS_MAX) {
            issued.remove(issued.keySet().iterator().next());
        }
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        issued.put(hash(text), new Issued(use, relayId, now + LIFETIME.toNanos()));
        return text;
    }

    /** Uses a ticket up; gives its relay, or empty if it is unknown, used, too old or for something else. */
    synchronized Optional<String> redeem(Use use, String ticket) {
        String key = hash(ticket);
        Issued found = issued.get(key);
        if (found == null || found.use != use) {
            return Optional.empty();
        }
        issued.remove(key);
        return nanoTime.getAsLong() - found.untilNanos < 0 ? Optional.of(found.relayId) : Optional.empty();
    }

    /** The tickets of a relay are void. */
    synchronized void revoke(String relayId) {
        issued.values().removeIf(ticket -> ticket.relayId.equals(relayId));
    }

    private static String hash(String ticket) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
