package vedette.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ports on 127.0.0.1 that were free a moment ago. Prefer binding port 0 where the code under test can report it:
 * between
 * finding and binding another process may take the port. One JVM never gets the same port twice. Thread-safe.
 */
public final class FreePorts {

    private static final int ATTEMPTS_MAX = 200;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** A free TCP port. */
    public static int tcp() {
        return find(() -> {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        });
    }

    /** A free UDP port. */
    public static int udp() {
        return find(() -> {
            try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
                return socket.getLocalPort();
            }
        });
    }

    /** An even UDP port whose odd successor is free too, as RTP and RTCP want it (RFC 3550 §11). */
    public static int udpPair() {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            int even = udp() & ~1;
            try (var first = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), even));
                    var second =
                            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), even + 1))) {
                GIVEN.add(even);
                GIVEN.add(even + 1);
                return first.getLocalPort();
            } catch (IOException taken) {
                continue; // Half of the pair is in use: try another.
            }
        }
        throw new IllegalStateException("no free pair of UDP ports after " + ATTEMPTS_MAX + " attempts");
    }

    private interface Probe {
        int port() throws IOException;
    }

    private static int find(Probe probe) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            try {
                int port = probe.port();
                if (GIVEN.add(port)) {
                    return port;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot bind a port on 127.0.0.1", e);
            }
        }
        throw new IllegalStateException("no free port after " + ATTEMPTS_MAX + " attempts");
    }
}
