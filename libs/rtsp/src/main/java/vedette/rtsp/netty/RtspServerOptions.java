package vedette.rtsp.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.server.ServerConfig;

/**
 * Settings of an RTSP server.
 *
 * @param address where to listen; port 0 for any free one
 * @param ssl TLS, or null for plain RTSP
 * @param protocol settings of the connections
 * @param sendQueueBytesMax bytes that may wait for a slow peer before units are dropped
 * @param connectionsMax connections at a time; more are closed at once
 * @param senderReports whether the server sends RTCP sender reports by itself; off for relays that pass those of the source on
 * @param group event loops to use, or null for own ones
 */
public record RtspServerOptions(
        InetSocketAddress address,
        @Nullable SslContext ssl,
        ServerConfig protocol,
        int sendQueueBytesMax,
        int connectionsMax,
        boolean senderReports,
        @Nullable EventLoopGroup group) {
    /** Two seconds of a 4 Mb/s stream. */
    public static final int SEND_QUEUE_BYTES_DEFAULT = 1024 * 1024;

    /** Plain RTSP with the usual limits. */
    public static RtspServerOptions of(InetSocketAddress address, ServerConfig protocol) {
        return new RtspServerOptions(address, null, protocol, SEND_QUEUE_BYTES_DEFAULT, 1000, true, null);
    }

    /** The same with TLS. */
    public RtspServerOptions withSsl(SslContext context) {
        return new RtspServerOptions(
                address, context, protocol, sendQueueBytesMax, connectionsMax, senderReports, group);
    }

    /** The same on shared event loops. */
    public RtspServerOptions withGroup(EventLoopGroup shared) {
        return new RtspServerOptions(address, ssl, protocol, sendQueueBytesMax, connectionsMax, senderReports, shared);
    }

    /** The same with other limits. */
    public RtspServerOptions withLimits(int sendQueueBytes, int connections) {
        return new RtspServerOptions(address, ssl, protocol, sendQueueBytes, connections, senderReports, group);
    }

    /** The same without sender reports of its own. */
    public RtspServerOptions withoutSenderReports() {
        return new RtspServerOptions(address, ssl, protocol, sendQueueBytesMax, connectionsMax, false, group);
    }
}
