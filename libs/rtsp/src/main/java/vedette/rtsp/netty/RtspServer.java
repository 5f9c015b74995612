package vedette.rtsp.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An RTSP server for versions 1.0 and 2.0 on one port (RFC 2326, RFC 7826), plain or TLS. Safe for use by any thread.
 */
public final class RtspServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RtspServer.class);

    private final EventLoopGroup group;
    private final boolean ownGroup;
    private final Channel listener;
    private final ChannelGroup connections;

    private RtspServer(EventLoopGroup group, boolean ownGroup, Channel listener, ChannelGroup connections) {
        this.group = group;
        this.ownGroup = ownGroup;
        this.listener = listener;
        this.connections = connections;
    }

    /**
     * Starts listening. Blocks until the port is bound, so it must not be called on an event loop.
     *
     * @throws java.io.UncheckedIOException if the port cannot be bound
     */
    public static RtspServer start(RtspServerOptions options, RtspHandler application) {
        boolean own = options.group() == null;
        EventLoopGroup group =
                options.group() == null ? new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()) : options.group();
        var connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        var settings =
                new ServerChannelSettings(options.protocol(), options.sendQueueBytesMax(), options.senderReports());
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (connections.size() >= options.connectionsMax()) {
                            log.atWarn()
                                    .addKeyValue("peer", channel.remoteAddress())
                                    .log("RTSP connection refused: limit reached");
                            channel.close();
                            return;
                        }
                        connections.add(channel);
                        if (options.ssl() != null) {
                            channel.pipeline().addLast(options.ssl().newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new RtspServerChannel(settings, application));
                    }
                })
                .bind(options.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            if (own) {
                group.shutdownGracefully();
            }
            throw new java.io.UncheckedIOException(new java.io.IOException(
                    "RTSP cannot listen on " + options.address() + ": free port and local address expected",
                    bound.cause()));
        }
        return new RtspServer(group, own, bound.channel(), connections);
    }

    /** The address bound. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** The port bound. */
    public int port() {
        return address().getPort();
    }

    /** Connections at this moment. */
    public int connections() {
        return connections.size();
    }

    /** Stops listening and closes all connections. Waits for a few seconds at most. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        if (ownGroup) {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }
}
