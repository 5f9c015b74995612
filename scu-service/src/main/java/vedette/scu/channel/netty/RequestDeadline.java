package vedette.scu.channel.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that do not complete a request in time, however slowly they dribble: the first one within the handshake time-out from
 * the connect, TLS included; later ones within the idle time-out from the last answer. Sits behind the aggregator.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    private final Duration first;
    private final Duration later;
    private @Nullable ScheduledFuture<?> timer;

    RequestDeadline(Duration first, Duration later) {
        this.first = first;
        this.later = later;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        arm(context, first);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        disarm();
    }

    /** An answer was sent; the next request may come. */
    void answered(ChannelHandlerContext context) {
        arm(context, later);
    }

    private void arm(ChannelHandlerContext context, Duration time) {
        disarm();
        timer = context.executor().schedule(() -> context.close(), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof FullHttpRequest) {
            disarm();
        }
        super.channelRead(context, message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        disarm();
        super.channelInactive(context);
    }
}
