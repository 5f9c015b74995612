package vedette.scu.channel.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** First handler of every connection: limits connections in all and per address. A connection beyond is closed before TLS, which costs least. */
@ChannelHandler.Sharable
final class AddressGate extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AddressGate.class);

    private final int max;
    private final int perAddressMax;
    private final Map<String, Integer> open = new HashMap<>();
    private int total;

    AddressGate(int max, int perAddressMax) {
        this.max = max;
        this.perAddressMax = perAddressMax;
    }

    /** The peer's address without port. */
    static String addressOf(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null ? inet.getAddress().getHostAddress() : "unknown";
    }

    synchronized int open() {
        return total;
    }

    private synchronized boolean enter(String address) {
        int here = open.getOrDefault(address, 0);
        if (total >= max || here >= perAddressMax) {
            return false;
        }
        total++;
        open.put(address, here + 1);
        return true;
    }

    private synchronized void leave(String address) {
        total--;
        open.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        String address = addressOf(context.channel().remoteAddress());
        if (!enter(address)) {
            log.atDebug().addKeyValue("peer", address).log("Connection refused: too many");
            context.close();
            return;
        }
        context.channel().closeFuture().addListener(_ -> leave(address));
        super.channelActive(context);
    }
}
