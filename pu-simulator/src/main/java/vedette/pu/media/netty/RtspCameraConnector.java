package vedette.pu.media.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import vedette.pu.media.CameraAddress;
import vedette.pu.media.CameraConnector;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.netty.RtspClient;

/**
 * Plays cameras by RTSP, TCP or UDP, H.264 and G.711. Event loops are shared by all cameras of a process. Close the
 * sources first.
 */
public final class RtspCameraConnector implements CameraConnector, AutoCloseable {

    /** Without video for this long a connection counts as dead. */
    public static final Duration VIDEO_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);

    private final EventLoopGroup group;
    private final boolean ownGroup;
    private final long epochNanos = System.nanoTime();

    /** With an event loop of its own. */
    public RtspCameraConnector() {
        group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        ownGroup = true;
    }

    /** On event loops that the caller owns. */
    public RtspCameraConnector(EventLoopGroup shared) {
        group = shared;
        ownGroup = false;
    }

    @Override
    public Connection connect(CameraAddress address, Listener listener) {
        RtspUrl url = RtspUrl.parse(address.url());
        ClientCredentials credentials =
                address.user().isEmpty() && address.password().isEmpty()
                        ? ClientCredentials.NONE
                        : new ClientCredentials.UserPassword(address.user(), address.password());
        // Cameras on the own network often know Basic only; the owner entered the password for exactly this camera.
        ClientConfig config = ClientConfig.of(url, credentials)
                .withTimeouts(RESPONSE_TIMEOUT, VIDEO_TIMEOUT)
                .withClearTextCredentials();
        var receiver = new CameraReceiver(listener, epochNanos);
        var client = RtspClient.connect(address.udp() ? config.withUdp() : config, group, ssl(url), receiver);
        return new Connection() {
            @Override
            public void requestKeyFrame() {
                int track = receiver.videoTrack();
                if (track >= 0) {
                    client.requestKeyFrame(track);
                }
            }

            @Override
            public void close() {
                receiver.silence();
                client.close();
            }
        };
    }

    private static @Nullable SslContext ssl(RtspUrl url) {
        if (!url.secure()) {
            return null;
        }
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException("TLS is not available: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (ownGroup) {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }
}
