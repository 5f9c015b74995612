package vedette.stun.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.stun.server.ClientPath;
import vedette.stun.server.Credentials;
import vedette.stun.server.PacketTap;
import vedette.stun.server.RelaySocket;
import vedette.stun.server.StunCounters;
import vedette.stun.server.Traffic;
import vedette.stun.server.TurnEvents;
import vedette.stun.server.TurnServer;
import vedette.stun.server.TurnSession;
import vedette.stun.server.TurnSettings;

/**
 * A running STUN and TURN server. Its event loop does everything, from {@link #start} to {@link #close}; the methods may be called from any other
 * thread.
 */
public final class TurnListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TurnListener.class);
    private static final WriteBufferWaterMark STREAM_MARKS = new WriteBufferWaterMark(128 << 10, 256 << 10);

    private final Loop loop = new Loop();
    private final TurnListenerSettings settings;
    private final Dirty dirty = new Dirty();
    private static final int PORTS_TRIED_MAX = 8;

    private final List<UdpPort> listeners = new ArrayList<>();
    private final List<Channel> tcpListeners = new ArrayList<>();
    private final Set<StreamClient> streams = new LinkedHashSet<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private final int port;
    private final int tlsPort;
    private final TurnServer server;

    private TurnListener(
            TurnListenerSettings settings,
            UnaryOperator<TurnSettings> adjust,
            Credentials credentials,
            TurnEvents events,
            @Nullable PacketTap tap) {
        this.settings = settings;
        try {
            this.port = bindMain();
            this.tlsPort = settings.tls() == null || settings.tlsPort() < 0 ? -1 : bindTls(settings.tls());
            List<InetSocketAddress> advertised = bindOthers();
            TurnSettings plain = TurnSettings.of(
                    settings.advertised(), settings.relayPortFirst(), settings.relayPortLast(), new InetSocketAddress(settings.advertised(), port));
            TurnSettings chosen = adjust.apply(plain.withStunAddresses(advertised));
            this.server = tap == null
                    ? TurnServer.secure(chosen, credentials, new NettyOutput(), events, System.nanoTime())
                    : new TurnServer(chosen, credentials, new NettyOutput(), events, new java.security.SecureRandom(), System.nanoTime(), tap);
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /**
     * Binds the listeners and starts serving. Blocks; not for an event loop.
     *
     * @param adjust changes the server's settings, e.g. its limits; identity = the defaults
     * @param tap hears relayed payloads; null = nobody
     * @throws java.io.UncheckedIOException if a port cannot be bound
     */
    public static TurnListener start(
            TurnListenerSettings settings,
            UnaryOperator<TurnSettings> adjust,
            Credentials credentials,
            TurnEvents events,
            @Nullable PacketTap tap) {
        TurnListener listener = new TurnListener(settings, adjust, credentials, events, tap);
        listener.loop.group().execute(listener::serve);
        log.atInfo().addKeyValue("port", listener.port).addKeyValue("tlsPort", listener.tlsPort).addKeyValue("epoll", listener.loop.epoll())
                .log("TURN listens");
        return listener;
    }

    private int bindMain() {
        if (settings.port() != 0) {
            bindTcp(settings.port());
            listenUdp(new InetSocketAddress(settings.bind(), settings.port()), 0);
            return settings.port();
        }
        // Any port that is free for both: what the system gives for one may be in use for the other.
        for (int attempt = 1; ; attempt++) {
            Channel tcp = bindTcp(0);
            int given = ((InetSocketAddress) tcp.localAddress()).getPort();
            try {
                listenUdp(new InetSocketAddress(settings.bind(), given), 0);
                return given;
            } catch (UncheckedIOException taken) {
                tcpListeners.remove(tcp);
                tcp.close().syncUninterruptibly();
                if (attempt == PORTS_TRIED_MAX) {
                    throw taken;
                }
            }
        }
    }

    private Channel bindTcp(int wanted) {
        Channel tcp = loop.listenTcp(new InetSocketAddress(settings.bind(), wanted), streamInitializer(null, ClientPath.Transport.TCP));
        tcpListeners.add(tcp);
        return tcp;
    }

    private int bindTls(TurnListenerSettings.Tls tls) {
        SslContext context;
        try {
            context = SslContextBuilder.forServer(tls.key(), tls.chain()).protocols("TLSv1.3", "TLSv1.2").build();
        } catch (SSLException e) {
            throw new IllegalStateException("Cannot use the certificate of the TURN listener", e);
        }
        Channel channel = loop.listenTcp(
                new InetSocketAddress(settings.bind(), settings.tlsPort()), streamInitializer(context, ClientPath.Transport.TLS));
        tcpListeners.add(channel);
        if (settings.alsoTls() != null) {
            tcpListeners.add(loop.listenTcp(settings.alsoTls(), streamInitializer(context, ClientPath.Transport.TLS)));
        }
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** The further UDP listeners of RFC 5780; gives what all of them are advertised as. */
    private List<InetSocketAddress> bindOthers() {
        List<InetSocketAddress> advertised = new ArrayList<>();
        advertised.add(new InetSocketAddress(settings.advertised(), port));
        if (settings.otherPort() < 0) {
            return advertised;
        }
        UdpPort second = listenUdp(new InetSocketAddress(settings.bind(), settings.otherPort()), 1);
        int otherPort = ((InetSocketAddress) second.channel().localAddress()).getPort();
        advertised.add(new InetSocketAddress(settings.advertised(), otherPort));
        TurnListenerSettings.OtherAddress other = settings.other();
        if (other != null) {
            listenUdp(new InetSocketAddress(other.bind(), port), 2);
            advertised.add(new InetSocketAddress(other.advertised(), port));
            listenUdp(new InetSocketAddress(other.bind(), otherPort), 3);
            advertised.add(new InetSocketAddress(other.advertised(), otherPort));
        }
        return advertised;
    }

    private UdpPort listenUdp(InetSocketAddress address, int index) {
        UdpInbound handler = new UdpInbound(index);
        UdpPort bound = new UdpPort(loop.listenUdp(address, handler), dirty);
        handler.port = bound;
        listeners.add(bound);
        return bound;
    }

    private ChannelInitializer<SocketChannel> streamInitializer(@Nullable SslContext tls, ClientPath.Transport transport) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                int ofAddress = perAddress.getOrDefault(channel.remoteAddress().getAddress(), 0);
                if (streams.size() >= settings.connectionsMax() || ofAddress >= settings.connectionsPerAddress()) {
                    channel.close();
                    return;
                }
                channel.config().setWriteBufferWaterMark(STREAM_MARKS);
                if (tls != null) {
                    SslHandler handler = tls.newHandler(channel.alloc());
                    // A record per message: some clients (coturn's) take what one read gives for one message.
                    handler.setWrapDataSize(0);
                    channel.pipeline().addLast(handler);
                }
                channel.pipeline().addLast(new StreamClient(TurnListener.this, transport));
            }
        };
    }

    private void serve() {
        listeners.forEach(listener -> listener.channel().config().setAutoRead(true));
        tcpListeners.forEach(listener -> listener.config().setAutoRead(true));
        loop.group().next().scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void tick() {
        long now = System.nanoTime();
        server.tick(now);
        long frame = settings.frameTimeout().toNanos();
        long idle = settings.idleTimeout().toNanos();
        for (StreamClient stream : List.copyOf(streams)) {
            if (stream.overdue(now, frame, idle)) {
                stream.close();
            }
        }
        flush();
    }

    // ---- what the handlers call, on the event loop ---------------------------------------------------------------------

    void opened(StreamClient stream) {
        streams.add(stream);
        perAddress.merge(stream.path().client().getAddress(), 1, Integer::sum);
    }

    void closed(StreamClient stream) {
        if (streams.remove(stream)) {
            perAddress.computeIfPresent(stream.path().client().getAddress(), (_, count) -> count == 1 ? null : count - 1);
            server.clientGone(stream.path());
            flush();
        }
    }

    boolean hasAllocation(ClientPath path) {
        return server.hasAllocation(path);
    }

    void fromClient(ClientPath path, ByteBuffer frame, long nowNanos) {
        server.fromClient(path, frame, nowNanos);
    }

    void dirty(Channel stream) {
        dirty.add(stream);
    }

    void flush() {
        dirty.flush();
    }

    /** Datagrams of clients. */
    private final class UdpInbound extends ChannelInboundHandlerAdapter {
        private final int index;
        private @Nullable UdpPort port;

        UdpInbound(int index) {
            this.index = index;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            try {
                ByteBuf content = packet.content();
                server.fromClient(
                        new ClientPath(ClientPath.Transport.UDP, packet.sender(), index, port),
                        content.nioBuffer(content.readerIndex(), content.readableBytes()),
                        System.nanoTime());
            } finally {
                packet.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // An ICMP error of some client's host: says nothing about the others.
            log.debug("UDP listener", cause);
        }
    }

    /** Datagrams of peers. */
    private final class RelayInbound extends ChannelInboundHandlerAdapter {
        private final RelaySocket relay;

        RelayInbound(RelaySocket relay) {
            this.relay = relay;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            try {
                ByteBuf content = packet.content();
                server.fromPeer(
                        relay, packet.sender(), content.nioBuffer(content.readerIndex(), content.readableBytes()), System.nanoTime());
            } finally {
                packet.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            log.debug("Relay socket", cause); // A peer's port is closed: the client finds out by itself.
        }
    }

    /** Carries out what the server wants. */
    private final class NettyOutput implements vedette.stun.server.TurnOutput {
        @Override
        public void toClient(ClientPath path, byte[] message) {
            switch (path.link()) {
                case UdpPort udp -> udp.send(path.client(), message);
                case StreamClient stream -> stream.send(0, ByteBuffer.wrap(message), false);
                case null, default -> {
                    if (path.listener() < listeners.size()) {
                        listeners.get(path.listener()).send(path.client(), message);
                    }
                }
            }
        }

        @Override
        public void channelData(ClientPath path, int channel, ByteBuffer payload) {
            int header = channel << 16 | payload.remaining();
            if (path.link() instanceof UdpPort udp) {
                udp.send(path.client(), header, payload);
            } else if (path.link() instanceof StreamClient stream) {
                stream.send(header, payload, true);
            }
        }

        @Override
        public void toPeer(RelaySocket relay, InetSocketAddress peer, ByteBuffer payload) {
            if (relay.attached() instanceof UdpPort udp) {
                udp.send(peer, payload);
            }
        }

        @Override
        public void open(RelaySocket relay) {
            InetSocketAddress address = new InetSocketAddress(settings.bind(), relay.relayed().getPort());
            loop.relay(address, new RelayInbound(relay)).addListener((io.netty.channel.ChannelFuture bound) -> {
                if (bound.isSuccess()) {
                    relay.attach(new UdpPort(bound.channel(), dirty));
                    server.relayOpened(relay, System.nanoTime());
                } else {
                    server.relayFailed(relay, System.nanoTime());
                }
                flush();
            });
        }

        @Override
        public void close(RelaySocket relay) {
            if (relay.attached() instanceof UdpPort udp) {
                relay.attach(null);
                udp.channel().close();
            }
        }

        @Override
        public void disconnect(ClientPath path) {
            if (path.link() instanceof StreamClient stream) {
                flush();
                stream.close();
            }
        }
    }

    // ---- for the owner -------------------------------------------------------------------------------------------------

    /** UDP and TCP port as bound. */
    public int port() {
        return port;
    }

    /** TLS port as bound; -1 without TLS. */
    public int tlsPort() {
        return tlsPort;
    }

    /** What was relayed since the start. */
    public Traffic traffic() {
        return server.traffic();
    }

    /** What else the listeners saw. */
    public StunCounters stun() {
        return server.stun();
    }

    /** Ends all allocations of a session, soon. */
    public void end(TurnSession session, String reason) {
        loop.group().execute(() -> {
            server.end(session, reason);
            flush();
        });
    }

    /** Ends all allocations and stops listening. Waits for a few seconds at most. */
    @Override
    public void close() {
        loop.group().submit(() -> {
            server.close();
            flush();
            List.copyOf(streams).forEach(StreamClient::close);
            listeners.forEach(listener -> listener.channel().close());
            tcpListeners.forEach(Channel::close);
        }).awaitUninterruptibly(2, TimeUnit.SECONDS);
        loop.close();
    }
}
