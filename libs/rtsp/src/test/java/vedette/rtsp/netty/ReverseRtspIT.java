package vedette.rtsp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.server.ServerConfig;
import vedette.testkit.Covers;

/** The device dials and is the RTSP server; the relay accepts and is the client. */
class ReverseRtspIT {
    @TempDir
    static Path folder;

    @Test
    @Covers("AMB-48")
    void dialledConnection_isServed() throws Exception {
        var group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        var viewer = new Viewer(30);
        try (var stream = new TestStream(folder)) {
            var relay = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel accepted) {
                            var url = RtspUrl.parse("rtsp://device/live/test");
                            var config = ClientConfig.of(url, new ClientCredentials.UserPassword("viewer", "secret"));
                            RtspClient.attach(accepted, config, viewer);
                        }
                    })
                    .bind(TestStream.loopback(0))
                    .sync()
                    .channel();
            var device = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel dialled) {
                            dialled.pipeline()
                                    .addLast(new RtspServerChannel(
                                            ServerChannelSettings.of(ServerConfig.of("vedette")), stream));
                        }
                    })
                    .connect(relay.localAddress())
                    .sync()
                    .channel();
            assertThat(viewer.awaitPictures(Duration.ofSeconds(15))).isTrue();
            device.close().sync();
            RtspClientIT.await(() -> !stream.ended.isEmpty());
            relay.close().sync();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }
}
