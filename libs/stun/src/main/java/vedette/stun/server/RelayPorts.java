package vedette.stun.server;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Which ports of the relay range are taken. Chosen at random, so that nobody can guess the next one (RFC 8656 §7.2). Not thread-safe. */
final class RelayPorts {
    /** How long a reserved port waits for its allocation (RFC 8656 §7.2). */
    private static final long RESERVED_NANOS = 30_000_000_000L;

    private record Reservation(int port, TurnSession session, long expiresAt) {}

    private final int first;
    private final int count;
    private final RandomGenerator random;
    private final BitSet taken;
    private final Map<Long, Reservation> reservations = new HashMap<>();

    RelayPorts(int first, int last, RandomGenerator random) {
        this.first = first;
        this.count = last - first + 1;
        this.random = random;
        this.taken = new BitSet(count);
    }

    /** Takes a free port; -1 if there is none. */
    int take() {
        int start = random.nextInt(count);
        int free = taken.nextClearBit(start);
        if (free >= count) {
            free = taken.nextClearBit(0);
        }
        if (free >= count) {
            return -1;
        }
        taken.set(free);
        return first + free;
    }

    /** Takes a free even port, and its successor too if {@code pair}; -1 if there is none. */
    int takeEven(boolean pair) {
        int start = random.nextInt(count);
        for (int i = 0; i < count; i++) {
            int at = (start + i) % count;
            boolean even = (first + at & 1) == 0;
            if (even && !taken.get(at) && (!pair || at + 1 < count && !taken.get(at + 1))) {
                taken.set(at);
                if (pair) {
                    taken.set(at + 1);
                }
                return first + at;
            }
        }
        return -1;
    }

    /** Keeps a taken port for the allocation that brings the token. */
    long reserve(int port, TurnSession session, long nowNanos) {
        long token = random.nextLong();
        reservations.put(token, new Reservation(port, session, nowNanos + RESERVED_NANOS));
        return token;
    }

    /** The port of a token of this session, which stays taken; -1 if the token is not known. */
    int redeem(long token, TurnSession session) {
        Reservation reservation = reservations.get(token);
        if (reservation == null || reservation.session != session) {
            return -1;
        }
        reservations.remove(token);
        return reservation.port;
    }

    /** Gives a reserved port back. */
    void cancel(long token) {
        Reservation reservation = reservations.remove(token);
        if (reservation != null) {
            free(reservation.port);
        }
    }

    void free(int port) {
        taken.clear(port - first);
    }

    void expire(long nowNanos) {
        reservations.values().removeIf(reservation -> {
            boolean over = nowNanos - reservation.expiresAt >= 0;
            if (over) {
                free(reservation.port);
            }
            return over;
        });
    }

    int taken() {
        return taken.cardinality();
    }
}
