package vedette.device;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vedette.stun.client.BindingResult;
import vedette.stun.client.NatReport;
import vedette.stun.client.StunProbe;
import vedette.stun.client.StunTiming;

/** {@link NetworkTraversal.Network} over UDP sockets of this host. Thread-safe; calls run on the given executor, which may block. */
public final class DatagramNetwork implements NetworkTraversal.Network, AutoCloseable {
    private static final int STUN_PORT = 3478;
    private static final Pattern HOST_PORT =
            Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9._-]+))(?::(?<port>\\d{1,5}))?");

    private final Executor executor;
    private final @Nullable InetAddress bind;
    private final Object lock = new Object();
    private @Nullable DatagramSocket kept;
    private boolean closed;

    /** @param bind local address to ask from; null takes the one that leads to the server */
    public DatagramNetwork(Executor executor, @Nullable InetAddress bind) {
        this.executor = executor;
        this.bind = bind;
    }

    @Override
    public CompletionStage<NatReport> discover(List<String> servers, String flowId) {
        return call(() -> {
            List<InetSocketAddress> resolved = new ArrayList<>();
            for (String server : servers) {
                address(server).ifPresent(resolved::add);
            }
            if (resolved.isEmpty()) {
                throw new IOException("none of the STUN servers " + servers + " has an address");
            }
            return StunProbe.discover(resolved, bind, StunTiming.QUICK, flowId);
        });
    }

    @Override
    public CompletionStage<Optional<InetSocketAddress>> mapped(String server) {
        return call(() -> {
            InetSocketAddress to = address(server).orElseThrow(() -> new IOException(server + " has no address"));
            DatagramSocket socket = kept(to);
            if (StunProbe.bind(socket, to, StunTiming.QUICK, null) instanceof BindingResult.Answered answered) {
                return Optional.of(answered.mapped());
            }
            socket.close(); // Its local address may be gone; the next call takes a fresh one.
            return Optional.empty();
        });
    }

    private DatagramSocket kept(InetSocketAddress to) throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new IOException("closed");
            }
            DatagramSocket socket = kept;
            if (socket == null || socket.isClosed()) {
                InetAddress from = bind != null ? bind : StunProbe.localAddressTo(to);
                socket = new DatagramSocket(new InetSocketAddress(from, 0));
                kept = socket;
            }
            return socket;
        }
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private <T> CompletionStage<T> call(Question<T> question) {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(question.ask());
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** @return empty if the text is no {@code host[:port]} or the name has no address; blocks for the resolver */
    static Optional<InetSocketAddress> address(String server) {
        Matcher match = HOST_PORT.matcher(server);
        if (!match.matches()) {
            return Optional.empty();
        }
        String host = match.group("v6") == null ? match.group("host") : match.group("v6");
        int port = match.group("port") == null ? STUN_PORT : Integer.parseInt(match.group("port"));
        if (port < 1 || port > 0xFFFF) {
            return Optional.empty();
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        return address.isUnresolved() ? Optional.empty() : Optional.of(address);
    }

    /**
     * The addresses of this host at which its media may be reached: all but loopback and link-local ones, or only {@code bound} if the media is bound
     * to loopback.
     */
    public static List<String> localAddresses(InetAddress bound, int port) {
        if (bound.isLoopbackAddress()) {
            return List.of(NetworkTraversal.text(new InetSocketAddress(bound, port)));
        }
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(address -> NetworkTraversal.text(new InetSocketAddress(address, port)))
                    .sorted()
                    .toList();
        } catch (SocketException e) {
            return List.of(); // Unknown for now; asked again in five seconds.
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (kept != null) {
                kept.close();
            }
        }
    }
}
