package vedette.mtu.listener.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener for HTTP/1.1 requests that are upgraded. Safe for use by any thread. */
public final class MediaListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MediaListener.class);
    private static final int LINE_BYTES_MAX = 2048;
    private static final int HEADER_BYTES_MAX = 8192;
    private static final int REQUEST_SECONDS = 10;
    private static final int CONNECTIONS_MAX = 4000;

    private final Channel server;
    private final ChannelGroup connections;

    private MediaListener(Channel server, ChannelGroup connections) {
        this.server = server;
        this.connections = connections;
    }

    /**
     * Starts listening. Blocks until the port is bound.
     *
     * @param group event loops, which the caller owns
     * @param tls null for plain text, on loopback only
     * @param handlers makes the handler of each connection's requests
     * @throws IllegalArgumentException if plain text is asked for another address than a loopback one
     */
    public static MediaListener start(
            InetSocketAddress address, EventLoopGroup group, @Nullable SslContext tls, Supplier<UpgradeHandler> handlers) {
        if (tls == null && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("plain text on a loopback address only expected, found " + address);
        }
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        initialize(channel, connections, tls, handlers);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(new IOException(
                    "Cannot listen on " + address + ": free port and local address expected", bound.cause()));
        }
        log.atInfo().addKeyValue("address", bound.channel().localAddress()).addKeyValue("tls", tls != null).log("Media listener is open");
        return new MediaListener(bound.channel(), connections);
    }

    private static void initialize(
            SocketChannel channel, ChannelGroup connections, @Nullable SslContext tls, Supplier<UpgradeHandler> handlers) {
        if (connections.size() >= CONNECTIONS_MAX) {
            log.atWarn().addKeyValue("peer", channel.remoteAddress()).log("Media connection refused: limit reached");
            channel.close();
            return;
        }
        connections.add(channel);
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(REQUEST_SECONDS))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LINE_BYTES_MAX)
                        .setMaxHeaderSize(HEADER_BYTES_MAX)))
                .addLast(new HttpObjectAggregator(HEADER_BYTES_MAX))
                .addLast(handlers.get());
    }

    /** The port bound. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Connections at this moment. */
    public int connections() {
        return connections.size();
    }

    /** Stops listening and closes all connections. Waits for a few seconds at most. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
