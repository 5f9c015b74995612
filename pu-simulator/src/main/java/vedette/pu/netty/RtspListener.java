package vedette.pu.netty;

import java.net.InetSocketAddress;
import java.time.Duration;
import vedette.device.netty.DeviceLoops;
import vedette.rtsp.netty.RtspHandler;
import vedette.rtsp.netty.RtspServer;
import vedette.rtsp.netty.RtspServerOptions;
import vedette.rtsp.server.ServerConfig;

/** Starts the RTSP server of a premises unit on the loops of its process. */
public final class RtspListener {
    private static final String REALM = "vedette";
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);
    private static final int CONNECTIONS_MAX = 64;

    private RtspListener() {}

    /**
     * Blocks until the port is bound.
     *
     * @throws java.io.UncheckedIOException if it is taken
     */
    public static RtspServer start(DeviceLoops loops, InetSocketAddress address, RtspHandler handler) {
        ServerConfig protocol =
                ServerConfig.of(REALM).withBearerOnPlainLoopback().withSessionTimeout(SESSION_TIMEOUT);
        return RtspServer.start(
                RtspServerOptions.of(address, protocol)
                        .withLimits(RtspServerOptions.SEND_QUEUE_BYTES_DEFAULT, CONNECTIONS_MAX)
                        .withGroup(loops.group()),
                handler);
    }
}
