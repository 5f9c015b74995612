package vedette.device.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Connects to a host, address by address in the order in which the resolver gave them: the next address is the fallback of the first. */
final class Connector {
    /** Gives all addresses of a name, in the order in which they shall be tried; may block. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final EventLoop loop;
    private final Resolver resolver;

    Connector(EventLoop loop, Resolver resolver) {
        this.loop = loop;
        this.resolver = resolver;
    }

    /**
     * @param handler a fresh initializer for each attempt
     * @param done called on the loop with the channel, or with the failure of the last address
     */
    void connect(
            String host,
            int port,
            Duration timeout,
            Supplier<ChannelHandler> handler,
            BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            attempt(List.of(new InetSocketAddress(host, port)), 0, timeout, handler, done);
            return;
        }
        // The JDK's resolver blocks, so it may not run on the loop.
        Thread.ofVirtual().name("resolve-" + host).start(() -> {
            try {
                List<InetSocketAddress> addresses = Arrays.stream(resolver.resolve(host))
                        .map(address -> new InetSocketAddress(address, port))
                        .toList();
                loop.execute(() -> attempt(addresses, 0, timeout, handler, done));
            } catch (UnknownHostException e) {
                loop.execute(() -> done.accept(null, new IOException("The name " + host + " has no address", e)));
            }
        });
    }

    private void attempt(
            List<InetSocketAddress> addresses,
            int index,
            Duration timeout,
            Supplier<ChannelHandler> handler,
            BiConsumer<@Nullable Channel, @Nullable Throwable> done) {
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(handler.get())
                .connect(addresses.get(index))
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        done.accept(connected.channel(), null);
                    } else if (index + 1 < addresses.size()) {
                        attempt(addresses, index + 1, timeout, handler, done);
                    } else {
                        done.accept(null, connected.cause());
                    }
                });
    }
}
