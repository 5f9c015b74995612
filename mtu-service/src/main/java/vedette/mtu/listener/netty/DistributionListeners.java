package vedette.mtu.listener.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import vedette.mtu.distribution.DistributionAddresses;
import vedette.mtu.distribution.Distributor;
import vedette.mtu.egress.Fmp4Outputs;
import vedette.mtu.egress.RtspEgress;
import vedette.mtu.egress.netty.Fmp4Socket;
import vedette.mtu.reverse.netty.ReverseUpgrade;
import vedette.platform.tls.DeviceTls;
import vedette.rtsp.netty.RtspServer;
import vedette.rtsp.netty.RtspServerOptions;
import vedette.rtsp.server.ServerConfig;

/** All listeners of distribution on shared event loops. Safe for use by any thread. */
public final class DistributionListeners implements AutoCloseable {
    /** A viewer that gives no sign of life for this time is gone. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private static final Duration REQUEST = Duration.ofSeconds(15);
    /** As long as a camera may take to dial and describe. */
    private static final Duration APPLICATION = Duration.ofSeconds(25);

    private static final int RTSP_QUEUE_BYTES_MAX = 8 * 1024 * 1024;
    private static final int RTSP_CONNECTIONS_MAX = 2000;

    /**
     * Where to listen. A port of 0 picks a free one; -1 opens none.
     *
     * @param bindAddress address of all but the plain listener
     * @param publicAddress host name or address that others reach it by
     * @param portalOrigin origin of the pages that may watch
     * @param tlsFurther one more address of the TLS listener, which cameras and viewers are told instead; null = none
     */
    public record Settings(
            String bindAddress,
            String publicAddress,
            String portalOrigin,
            int rtspPort,
            int rtspsPort,
            int tlsPort,
            @Nullable InetSocketAddress tlsFurther,
            int plainPort) {}

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(new DefaultThreadFactory("mtu-media", true), NioIoHandler.newFactory());
    private final @Nullable RtspServer rtsp;
    private final @Nullable RtspServer rtsps;
    private final @Nullable MediaListener tls;
    private final @Nullable MediaListener tlsFurther;
    private final @Nullable MediaListener plain;
    private final DistributionAddresses addresses;

    private DistributionListeners(
            Settings settings, DeviceTls certificate, Distributor distributor, RtspEgress egress, Fmp4Outputs fmp4, Executor workers) {
        SslContext context = context(certificate);
        ServerConfig protocol = ServerConfig.of("vedette").withSessionTimeout(KEEP_ALIVE).withTimeouts(REQUEST, APPLICATION);
        rtsp = settings.rtspPort < 0 ? null : RtspServer.start(options(settings, settings.rtspPort, protocol), egress);
        rtsps = settings.rtspsPort < 0
                ? null
                : RtspServer.start(options(settings, settings.rtspsPort, protocol).withSsl(context), egress);
        ReverseUpgrade reverse = new ReverseUpgrade(distributor);
        Supplier<Fmp4Socket> sockets = () -> new Fmp4Socket(fmp4, workers);
        Supplier<UpgradeHandler> handlers = () -> new UpgradeHandler(reverse, sockets, settings.portalOrigin);
        tls = settings.tlsPort < 0
                ? null
                : MediaListener.start(address(settings.bindAddress, settings.tlsPort), loops, context, handlers);
        tlsFurther = settings.tlsFurther == null ? null : MediaListener.start(settings.tlsFurther, loops, context, handlers);
        plain = settings.plainPort < 0 || !address(settings.publicAddress, 0).getAddress().isLoopbackAddress()
                ? null
                : MediaListener.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.plainPort), loops, null,
                        () -> new UpgradeHandler(null, sockets, settings.portalOrigin));
        addresses = addresses(settings, certificate);
    }

    /** Opens all listeners; blocks until they are bound. */
    public static DistributionListeners start(
            Settings settings, DeviceTls certificate, Distributor distributor, RtspEgress egress, Fmp4Outputs fmp4, Executor workers) {
        return new DistributionListeners(settings, certificate, distributor, egress, fmp4, workers);
    }

    private RtspServerOptions options(Settings settings, int port, ServerConfig protocol) {
        return RtspServerOptions.of(address(settings.bindAddress, port), protocol)
                .withGroup(loops)
                .withLimits(RTSP_QUEUE_BYTES_MAX, RTSP_CONNECTIONS_MAX)
                .withoutSenderReports();
    }

    private static InetSocketAddress address(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Cannot resolve " + host + ": check vedette.public-address and vedette.mtu.bind-address", e);
        }
    }

    private static SslContext context(DeviceTls certificate) {
        try {
            return SslContextBuilder.forServer(certificate.key(), certificate.chain()).protocols("TLSv1.3", "TLSv1.2").build();
        } catch (SSLException e) {
            throw new IllegalStateException("Cannot use the certificate of the media listeners", e);
        }
    }

    private DistributionAddresses addresses(Settings settings, DeviceTls certificate) {
        String host = settings.publicAddress.indexOf(':') >= 0 ? "[" + settings.publicAddress + "]" : settings.publicAddress;
        String secure = settings.tlsFurther != null && tlsFurther != null
                ? settings.tlsFurther.getHostString() + ":" + tlsFurther.port()
                : host + ":" + (tls == null ? 0 : tls.port());
        String fmp4 = plain != null
                ? "ws://127.0.0.1:" + plain.port() + UpgradeHandler.FMP4_PATH
                : tls == null && tlsFurther == null ? null : "wss://" + secure + UpgradeHandler.FMP4_PATH;
        return new DistributionAddresses(
                rtsp == null ? null : "rtsp://" + host + ":" + rtsp.port(),
                rtsps == null ? null : "rtsps://" + host + ":" + rtsps.port(),
                fmp4,
                "https://" + secure + ReverseUpgrade.PATH,
                certificate.authorityPem());
    }

    /** Where they are reached. */
    public DistributionAddresses addresses() {
        return addresses;
    }

    /** Stops listening and closes all connections. Waits for a few seconds at most. */
    @Override
    public void close() {
        if (rtsp != null) {
            rtsp.close();
        }
        if (rtsps != null) {
            rtsps.close();
        }
        if (tls != null) {
            tls.close();
        }
        if (tlsFurther != null) {
            tlsFurther.close();
        }
        if (plain != null) {
            plain.close();
        }
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
