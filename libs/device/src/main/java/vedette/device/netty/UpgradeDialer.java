package vedette.device.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import vedette.device.TlsTrust;

/**
 * Dials an HTTPS server and turns the connection over to another protocol (RFC 9110 §7.8), as reverse RTSP does: the device opens
 * the connection and is the server on it. Never follows a redirect. Thread-safe.
 */
public final class UpgradeDialer {
    private static final int HTTPS_PORT = 443;

    private final EventLoopGroup group;

    public UpgradeDialer(DeviceLoops loops) {
        this.group = loops.group();
    }

    /**
     * What is dialled.
     *
     * @param url https
     * @param protocol name for the Upgrade header
     * @param ticket bearer token; never logged
     * @param timeout from the connect to the 101
     */
    public record Call(URI url, String protocol, String ticket, TlsTrust trust, Duration timeout) {
        @Override
        public String toString() {
            return "Call[" + url + ", " + protocol + "]";
        }
    }

    /** A dialled connection; {@link #close} may come at any time and twice. */
    public static final class Connection implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Consumer<String> onClosed;
        private volatile @Nullable Channel channel;
        private volatile boolean closing;

        private Connection(Consumer<String> onClosed) {
            this.onClosed = onClosed;
        }

        private void opened(Channel made) {
            channel = made;
            if (closing) {
                made.close();
            }
        }

        private void end(String reason) {
            if (ended.compareAndSet(false, true)) {
                onClosed.accept(reason);
            }
        }

        @Override
        public void close() {
            closing = true;
            Channel open = channel;
            if (open != null) {
                open.close();
            }
        }
    }

    /**
     * Dials; returns at once.
     *
     * @param handler serves the connection after the 101
     * @param onClosed told exactly once, on an event loop, why the connection ended or never came to be
     */
    public Connection dial(Call call, Supplier<ChannelHandler> handler, Consumer<String> onClosed) {
        Connection connection = new Connection(onClosed);
        EventLoop loop = group.next();
        URI url = call.url();
        if (!"https".equals(url.getScheme()) || url.getHost() == null || url.getUserInfo() != null) {
            loop.execute(() -> connection.end("expected an https URL without user, found scheme " + url.getScheme()));
            return connection;
        }
        int port = url.getPort() > 0 ? url.getPort() : HTTPS_PORT;
        Supplier<ChannelHandler> initializer = () -> new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel made) throws SSLException {
                made.pipeline()
                        .addLast(DeviceTls.context(call.trust()).newHandler(made.alloc(), url.getHost(), port))
                        .addLast(new HttpClientCodec())
                        .addLast(new Upgrade(call, handler, connection));
            }
        };
        new Connector(loop, InetAddress::getAllByName)
                .connect(url.getHost(), port, call.timeout(), initializer, (made, failure) -> {
                    if (failure != null) {
                        connection.end("no connection: " + failure.getMessage());
                    } else if (made != null) {
                        connection.opened(made);
                        made.closeFuture().addListener(_ -> connection.end("the connection closed"));
                    }
                });
        return connection;
    }

    /** Asks for the upgrade once TLS stands, and hands the channel over at the 101. */
    private static final class Upgrade extends SimpleChannelInboundHandler<HttpObject> {
        private final Call call;
        private final Supplier<ChannelHandler> handler;
        private final Connection connection;
        private boolean accepted;

        Upgrade(Call call, Supplier<ChannelHandler> handler, Connection connection) {
            this.call = call;
            this.handler = handler;
            this.connection = connection;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            URI url = call.url();
            String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            FullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1,
                    HttpMethod.GET,
                    url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                    Unpooled.EMPTY_BUFFER);
            request.headers()
                    .set(HttpHeaderNames.HOST, url.getRawAuthority())
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                    .set(HttpHeaderNames.UPGRADE, call.protocol())
                    .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + call.ticket());
            context.writeAndFlush(request);
            context.executor()
                    .schedule(() -> giveUp(context), call.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }

        private void giveUp(ChannelHandlerContext context) {
            if (!context.isRemoved()) {
                connection.end("no answer within " + call.timeout().toMillis() + " ms");
                context.close();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
            if (message instanceof HttpResponse response) {
                accepted = response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
                        && call.protocol().equalsIgnoreCase(response.headers().get(HttpHeaderNames.UPGRADE, ""));
                if (!accepted) {
                    connection.end("expected 101 and " + call.protocol() + ", found " + response.status());
                    context.close();
                }
            }
            if (message instanceof LastHttpContent && accepted) {
                context.pipeline().addLast(handler.get());
                context.pipeline().remove(this);
                context.pipeline().remove(HttpClientCodec.class);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            connection.end(String.valueOf(cause.getMessage()));
            context.close();
        }
    }
}
