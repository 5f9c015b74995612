package vedette.device.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import vedette.testkit.Covers;

/** A connector's name with several addresses, as DNS gives them: all of them in each answer, the next one first each time. */
class ConnectorIT {
    private static final int CONNECTORS = 4;
    private static final int CAMERAS = 100;

    @Test
    @Covers("CSS-3-RRDNS")
    void camerasSpreadOverTheAddressesOfTheName() throws Exception {
        List<ServerSocket> connectors = new ArrayList<>();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            int port = 0;
            List<InetAddress> records = new ArrayList<>();
            for (int i = 0; i < CONNECTORS; i++) {
                InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (11 + i)});
                ServerSocket connector = new ServerSocket(port, CAMERAS, address);
                port = connector.getLocalPort();
                connectors.add(connector);
                records.add(address);
            }
            EventLoop loop = group.next();
            Map<String, Integer> reached = new HashMap<>();
            for (int camera = 0; camera < CAMERAS; camera++) {
                List<InetAddress> answer = new ArrayList<>(records);
                Collections.rotate(answer, -camera);
                reached.merge(connect(new Connector(loop, _ -> answer.toArray(InetAddress[]::new)), port), 1, Integer::sum);
            }
            assertThat(reached).hasSize(CONNECTORS).allSatisfy((address, cameras) -> assertThat(cameras).isBetween(20, 30));
        } finally {
            for (ServerSocket connector : connectors) {
                connector.close();
            }
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static String connect(Connector connector, int port) throws Exception {
        CompletableFuture<String> address = new CompletableFuture<>();
        connector.connect("connector.test", port, Duration.ofSeconds(5), ChannelInboundHandlerAdapter::new, (channel, failure) -> {
            if (channel == null) {
                address.completeExceptionally(failure);
            } else {
                address.complete(((InetSocketAddress) channel.remoteAddress()).getAddress().getHostAddress());
                channel.close();
            }
        });
        return address.get(10, TimeUnit.SECONDS);
    }
}
