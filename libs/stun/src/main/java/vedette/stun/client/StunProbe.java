package vedette.stun.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vedette.stun.TransactionId;

/**
 * Asks STUN servers over a {@link DatagramSocket}. The calls block for at most what the timing says per request, some requests one after the
 * other; interrupting closes nothing, so run them on a virtual thread. Thread-safe: no state.
 */
public final class StunProbe {
    private static final int DATAGRAM_MAX = 2048;
    private static final SecureRandom RANDOM = new SecureRandom();

    private StunProbe() {}

    /**
     * One Binding request.
     *
     * @param socket bound; datagrams that are no answer are read and dropped
     * @param server resolved address
     * @param flowId carried as VEDETTE-FLOW (H.626.4 §8.3 S1); null = none
     * @throws IOException if the socket fails
     */
    public static BindingResult bind(DatagramSocket socket, InetSocketAddress server, StunTiming timing, @Nullable String flowId)
            throws IOException {
        BindingTransaction transaction = new BindingTransaction(
                server, timing, TransactionId.random(RANDOM), BindingTransaction.Change.NOTHING, flowId, System.nanoTime());
        return run(socket, new Machine<>() {
            @Override
            public void received(ByteBuffer datagram) {
                transaction.received(datagram);
            }

            @Override
            public void timePassed() {
                transaction.timePassed(System.nanoTime());
            }

            @Override
            public StunOutput<BindingResult> poll() {
                return transaction.poll();
            }
        });
    }

    /**
     * Discovers the NAT's behaviour from a socket of its own, in at most about 4 requests beside one per dead server.
     *
     * @param servers resolved addresses, tried in order, at most {@link NatDiscovery#SERVERS_MAX}
     * @param bind local address to use; null = the one that leads to the first server
     * @param flowId carried by the first request; null = none
     * @throws IOException if there is no way to any server
     */
    public static NatReport discover(
            List<InetSocketAddress> servers, @Nullable InetAddress bind, StunTiming timing, @Nullable String flowId) throws IOException {
        InetAddress address = bind != null ? bind : localAddressTo(servers.getFirst());
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0))) {
            InetSocketAddress local = new InetSocketAddress(address, socket.getLocalPort());
            NatDiscovery discovery = new NatDiscovery(servers, local, timing, RANDOM, flowId, System.nanoTime());
            return run(socket, new Machine<>() {
                @Override
                public void received(ByteBuffer datagram) {
                    discovery.received(datagram, System.nanoTime());
                }

                @Override
                public void timePassed() {
                    discovery.timePassed(System.nanoTime());
                }

                @Override
                public StunOutput<NatReport> poll() {
                    return discovery.poll();
                }
            });
        }
    }

    /** The local address from which packets to {@code server} leave. */
    public static InetAddress localAddressTo(InetSocketAddress server) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server); // Sends nothing: asks the routing table.
            return socket.getLocalAddress();
        }
    }

    private interface Machine<R> {
        void received(ByteBuffer datagram);

        void timePassed();

        StunOutput<R> poll();
    }

    private static <R> R run(DatagramSocket socket, Machine<R> machine) throws IOException {
        byte[] buffer = new byte[DATAGRAM_MAX];
        while (true) {
            switch (machine.poll()) {
                case StunOutput.Done<R>(R result) -> {
                    return result;
                }
                case StunOutput.Transmit<R>(var to, var datagram) -> send(socket, to, datagram);
                case StunOutput.WaitUntil<R>(long deadline) -> {
                    long left = deadline - System.nanoTime();
                    if (left > 0) {
                        // Rounded up: a timeout of 0 would wait for ever.
                        receive(socket, (int) TimeUnit.NANOSECONDS.toMillis(left) + 1, buffer, machine);
                    }
                    machine.timePassed();
                }
            }
        }
    }

    private static void send(DatagramSocket socket, InetSocketAddress to, byte[] datagram) throws IOException {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, to));
        } catch (PortUnreachableException nobodyThere) {
            // As good as lost: the retransmission timer decides.
            return;
        } catch (IOException noRoute) {
            if (socket.isClosed()) {
                throw noRoute;
            }
            // A server that cannot be reached now counts as silent, so that the next one is tried.
        }
    }

    private static void receive(DatagramSocket socket, int waitMillis, byte[] buffer, Machine<?> machine) throws IOException {
        try {
            socket.setSoTimeout(waitMillis);
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            machine.received(ByteBuffer.wrap(buffer, 0, packet.getLength()));
        } catch (SocketTimeoutException | PortUnreachableException silence) {
            return;
        }
    }
}
