package vedette.stun.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** One event loop and how its sockets are made: epoll where there is one, else NIO. */
final class Loop {
    /** Longest datagram taken whole; longer ones are cut, and then dropped as malformed or relayed cut, as over a path of that MTU. */
    private static final int DATAGRAM_BYTES_MAX = 2048;

    private static final int LISTENER_BATCH = 64;
    private static final int RELAY_BATCH = 8;
    private static final int LISTENER_SOCKET_BYTES = 4 << 20;
    private static final int RELAY_SOCKET_BYTES = 512 << 10;

    /** What may wait in one socket for the network; a whole batch of datagrams must fit. */
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(1 << 20, 2 << 20);

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("turn", true), epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    EventLoopGroup group() {
        return group;
    }

    boolean epoll() {
        return epoll;
    }

    /** A UDP socket of the listeners that does not read yet. Blocks; not for the loop itself. */
    Channel listenUdp(InetSocketAddress address, ChannelHandler handler) {
        return await(udp(address, handler, LISTENER_BATCH, LISTENER_SOCKET_BYTES).option(ChannelOption.AUTO_READ, false).bind(address), "UDP", address);
    }

    /** A relay socket. */
    ChannelFuture relay(InetSocketAddress address, ChannelHandler handler) {
        return udp(address, handler, RELAY_BATCH, RELAY_SOCKET_BYTES).bind(address);
    }

    private Bootstrap udp(InetSocketAddress address, ChannelHandler handler, int batch, int socketBytes) {
        // An IPv4 socket where that is enough: every packet costs less than through an IPv6 socket with mapped addresses.
        SocketProtocolFamily family = address.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channelFactory(() -> epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family))
                .option(ChannelOption.SO_RCVBUF, socketBytes)
                .option(ChannelOption.SO_SNDBUF, socketBytes)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS)
                .handler(handler);
        if (epoll) {
            // recvmmsg: one read takes many datagrams into one buffer. Another read would mostly find nothing; if there is more, epoll says so.
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES_MAX)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(DATAGRAM_BYTES_MAX * batch).maxMessagesPerRead(1));
        } else {
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_BYTES_MAX));
        }
        return bootstrap;
    }

    /** A TCP listener that does not accept yet. Blocks; not for the loop itself. */
    Channel listenTcp(InetSocketAddress address, ChannelHandler child) {
        return await(
                new ServerBootstrap()
                        .group(group)
                        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(child)
                        .bind(address),
                "TCP", address);
    }

    private static Channel await(ChannelFuture bound, String what, InetSocketAddress address) {
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(new IOException(
                    "TURN cannot listen on " + what + " " + address + ": free port and local address expected", bound.cause()));
        }
        return bound.channel();
    }

    void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
