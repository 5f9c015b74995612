package vedette.rtsp.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtcpPacket;
import vedette.rtsp.RtspRange;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.RtspFailure;

/**
 * An RTSP client session on its own connection: plays one stream of a camera or server until it is closed or fails.
 * Does not reconnect. Safe for use by any thread.
 */
public final class RtspClient implements AutoCloseable {
    private static final int CONNECT_MILLIS_MAX = 5_000;

    private final RtspClientChannel driver;

    private RtspClient(RtspClientChannel driver) {
        this.driver = driver;
    }

    /**
     * Connects and plays; returns at once. All that happens is told to the listener.
     *
     * @param group event loops; the session stays on one of them
     * @param ssl TLS for rtsps URLs; the server's name is checked against its certificate. Null for rtsp URLs
     * @throws IllegalArgumentException if the URL is rtsps and no TLS is given
     */
    public static RtspClient connect(
            ClientConfig config, EventLoopGroup group, @Nullable SslContext ssl, RtspClientListener listener) {
        if (config.url().secure() && ssl == null) {
            throw new IllegalArgumentException("rtsps needs a TLS context, found none");
        }
        var driver = new RtspClientChannel(config, listener);
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (ssl != null && config.url().secure()) {
                            channel.pipeline()
                                    .addLast(ssl.newHandler(
                                            channel.alloc(),
                                            config.url().host(),
                                            config.url().port()));
                        }
                        channel.pipeline().addLast(driver);
                    }
                })
                .connect(config.url().host(), config.url().port())
                .addListener((ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        driver.unreachable(connected.cause());
                    }
                });
        return new RtspClient(driver);
    }

    /**
     * Plays on a connection that exists, for example after the upgrade of a reverse connection. The channel's pipeline
     * must hold nothing behind TLS.
     */
    public static RtspClient attach(Channel channel, ClientConfig config, RtspClientListener listener) {
        var driver = new RtspClientChannel(config, listener);
        channel.pipeline().addLast(driver);
        return new RtspClient(driver);
    }

    /** Sends RTCP about a track, for example a request for an intra picture. Dropped while there is no connection. */
    public void sendRtcp(int track, List<RtcpPacket> compound) {
        driver.sendRtcp(track, compound);
    }

    /** Asks the sender of a track for an intra picture (RFC 4585 §6.3.1). */
    public void requestKeyFrame(int track) {
        driver.requestKeyFrame(track);
    }

    /** Plays again, from another position or at another speed; null goes on after a pause. */
    public void play(@Nullable RtspRange range, OptionalDouble scale) {
        driver.play(range, scale);
    }

    /** Pauses; the time limit for video rests until the next {@link #play}. */
    public void pause() {
        driver.pause();
    }

    /** Ends the session with TEARDOWN; returns at once, {@link RtspClientListener#ended} follows. */
    @Override
    public void close() {
        driver.stop();
    }

    /** Makes the failure of a connection that could not be made. */
    static RtspFailure unreachable(ClientConfig config, Throwable cause) {
        return new RtspFailure(
                RtspFailure.Kind.UNREACHABLE,
                "no connection to " + config.url().host() + ":" + config.url().port() + ": " + cause.getMessage()
                        + "; check address, port and that the camera is on",
                0);
    }
}
