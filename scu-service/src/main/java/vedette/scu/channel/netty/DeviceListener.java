package vedette.scu.channel.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.platform.security.RateLimiter;
import vedette.scu.channel.ChannelSession;
import vedette.scu.channel.ChannelVerifier;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.channel.Workers;
import vedette.scu.config.ScuProperties;
import vedette.scu.registration.DeviceApi;
import vedette.platform.tls.DeviceTls;

/** The listener for devices: TLS 1.2/1.3, HTTP/1.1, control channels. Owns its event loops. */
public final class DeviceListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeviceListener.class);
    private static final Pattern ADDRESS_AND_PORT = Pattern.compile("([^:]+):(\\d{1,5})");
    private static final int LINE_BYTES_MAX = 4096;
    private static final int HEADER_BYTES_MAX = 8192;
    private static final int TLS_SESSIONS_MAX = 20_000;
    private static final int ADDRESSES_MAX = 100_000;
    private static final int BACKLOG = 4096;

    private final ScuProperties.Device settings;
    private final SslContext tls;
    private final DeviceApi api;
    private final Workers workers;
    private final Supplier<ChannelSession> sessions;
    private final ChannelVerifier verifier;
    private final DeviceLinks links;
    private final LongSupplier nanoTime;
    private final AddressGate gate;
    private final RateLimiter rate;
    private final EventLoopGroup acceptor =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("device-accept", true), NioIoHandler.newFactory());
    private final EventLoopGroup loops;
    private final List<Channel> servers = new CopyOnWriteArrayList<>();

    /**
     * Not bound yet.
     *
     * @param sessions makes the machine of a new connection
     */
    public DeviceListener(
            ScuProperties.Device settings,
            DeviceTls certificate,
            DeviceApi api,
            Workers workers,
            Supplier<ChannelSession> sessions,
            ChannelVerifier verifier,
            DeviceLinks links,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.tls = context(certificate);
        this.api = api;
        this.workers = workers;
        this.sessions = sessions;
        this.verifier = verifier;
        this.links = links;
        this.nanoTime = nanoTime;
        this.gate = new AddressGate(settings.connectionsMax(), settings.connectionsPerAddress());
        this.rate = new RateLimiter(settings.requestsPerMinute(), Duration.ofMinutes(1), ADDRESSES_MAX, nanoTime);
        this.loops = new MultiThreadIoEventLoopGroup(
                Math.max(2, Runtime.getRuntime().availableProcessors()), new DefaultThreadFactory("device-io", true), NioIoHandler.newFactory());
    }

    private static SslContext context(DeviceTls certificate) {
        try {
            return SslContextBuilder.forServer(certificate.key(), certificate.chain())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .sessionCacheSize(TLS_SESSIONS_MAX)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("Cannot use the certificate of the device listener", e);
        }
    }

    /**
     * Binds the listener; returns the port as it really is.
     *
     * @param bindAddresses at least one IPv4 address or host; all get the same port, except those that name one of their own
     *     ({@code 203.0.113.11:443})
     */
    public int start(List<String> bindAddresses) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        initialize(channel);
                    }
                });
        int port = settings.port();
        for (String address : bindAddresses) {
            Matcher own = ADDRESS_AND_PORT.matcher(address);
            boolean ownPort = own.matches();
            InetSocketAddress where = ownPort
                    ? new InetSocketAddress(own.group(1), Integer.parseInt(own.group(2)))
                    : new InetSocketAddress(address, port);
            Channel bound = bootstrap.bind(where).syncUninterruptibly().channel();
            servers.add(bound);
            int actual = ((InetSocketAddress) bound.localAddress()).getPort();
            port = ownPort ? port : actual;
            log.atInfo().addKeyValue("address", where.getHostString()).addKeyValue("port", actual).log("Device listener is open");
        }
        return port;
    }

    private void initialize(SocketChannel channel) {
        SslHandler handler = tls.newHandler(channel.alloc());
        handler.setHandshakeTimeout(settings.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        HttpDecoderConfig http = new HttpDecoderConfig()
                .setMaxInitialLineLength(LINE_BYTES_MAX)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxChunkSize(HEADER_BYTES_MAX);
        channel.pipeline()
                .addLast(gate)
                .addLast(handler)
                .addLast(new HttpServerCodec(http))
                .addLast(new BodyAggregator())
                .addLast(new RequestDeadline(settings.handshakeTimeout(), settings.idleTimeout()))
                .addLast(new DeviceHttpHandler(
                        api, workers, rate, () -> new ControlChannelHandler(sessions.get(), verifier, links, nanoTime)));
    }

    /** Connections now. */
    public int connections() {
        return gate.open();
    }

    /** Stops accepting, tells devices to go elsewhere, closes. */
    @Override
    public void close() {
        servers.forEach(server -> server.close().syncUninterruptibly());
        links.close();
        acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        loops.shutdownGracefully(100, 2000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
}
