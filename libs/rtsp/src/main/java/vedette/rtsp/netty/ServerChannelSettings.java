package vedette.rtsp.netty;

import vedette.rtsp.server.ServerConfig;

/**
 * Settings of one server connection, for {@link RtspServerChannel}.
 *
 * @param protocol settings of the machine
 * @param sendQueueBytesMax bytes that may wait for a slow peer before units are dropped
 * @param senderReports whether RTCP sender reports are made here
 */
public record ServerChannelSettings(ServerConfig protocol, int sendQueueBytesMax, boolean senderReports) {
    /** The usual limits. */
    public static ServerChannelSettings of(ServerConfig protocol) {
        return new ServerChannelSettings(protocol, RtspServerOptions.SEND_QUEUE_BYTES_DEFAULT, true);
    }
}
