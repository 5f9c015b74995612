package vedette.device.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import vedette.device.DeviceException;
import vedette.device.DeviceTransport;
import vedette.device.RpcPeer;
import vedette.device.TlsTrust;

/** {@link DeviceTransport} on one Netty event loop, which must be the loop of the agent's {@link EventLoopScheduler}. One connection per HTTPS exchange. */
public final class NettyTransport implements DeviceTransport {
    private static final int HTTPS_PORT = 443;

    private final EventLoop loop;
    private final Connector connector;

    public NettyTransport(EventLoop loop) {
        this(loop, InetAddress::getAllByName);
    }

    NettyTransport(EventLoop loop, Connector.Resolver resolver) {
        this.loop = loop;
        this.connector = new Connector(loop, resolver);
    }

    @Override
    public CompletionStage<HttpAnswer> exchange(HttpCall call) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        URI uri = call.uri();
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
            answer.completeExceptionally(new DeviceException("unreachable", "Expected an https URL, found " + uri));
            return answer;
        }
        loop.execute(() -> {
            var timeout = loop.schedule(
                    () -> fail(answer, uri, "no answer within " + call.timeout().toMillis() + " ms", null),
                    call.timeout().toMillis(),
                    TimeUnit.MILLISECONDS);
            answer.whenComplete((_, _) -> timeout.cancel(false));
            connector.connect(
                    uri.getHost(),
                    port(uri),
                    call.timeout(),
                    () -> httpInitializer(call, answer),
                    (channel, failure) -> {
                        if (failure != null) {
                            fail(answer, uri, "no connection: " + failure.getMessage(), failure);
                        } else if (channel != null) {
                            answer.whenComplete((_, _) -> channel.close());
                        }
                    });
        });
        return answer;
    }

    private static ChannelInitializer<Channel> httpInitializer(HttpCall call, CompletableFuture<HttpAnswer> answer) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) throws SSLException {
                channel.pipeline()
                        .addLast(DeviceTls.context(call.trust())
                                .newHandler(channel.alloc(), call.uri().getHost(), port(call.uri())))
                        .addLast(new HttpClientCodec())
                        .addLast(new HttpObjectAggregator(BODY_BYTES_MAX))
                        .addLast(new ExchangeHandler(call, answer));
            }
        };
    }

    @Override
    public void openWebSocket(URI uri, String subprotocol, TlsTrust trust, Duration timeout, LinkListener listener) {
        if (!"wss".equals(uri.getScheme()) || uri.getHost() == null) {
            loop.execute(() -> listener.closed(1006, "expected a wss URL, found " + uri));
            return;
        }
        loop.execute(() -> connector.connect(
                uri.getHost(),
                port(uri),
                timeout,
                () -> webSocketInitializer(uri, subprotocol, trust, timeout, listener),
                (_, failure) -> {
                    if (failure != null) {
                        listener.closed(1006, "no connection: " + failure.getMessage());
                    }
                }));
    }

    private static ChannelInitializer<Channel> webSocketInitializer(
            URI uri, String subprotocol, TlsTrust trust, Duration timeout, LinkListener listener) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(uri)
                .subprotocol(subprotocol)
                .customHeaders(new DefaultHttpHeaders())
                .maxFramePayloadLength(RpcPeer.FRAME_BYTES_MAX)
                .handshakeTimeoutMillis(timeout.toMillis())
                .forceCloseTimeoutMillis(2_000)
                .handleCloseFrames(false)
                .dropPongFrames(true)
                .build();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) throws SSLException {
                channel.pipeline()
                        .addLast(DeviceTls.context(trust).newHandler(channel.alloc(), uri.getHost(), port(uri)))
                        .addLast(new HttpClientCodec())
                        .addLast(new HttpObjectAggregator(8 * 1024))
                        .addLast(new WebSocketClientProtocolHandler(config))
                        .addLast(new WebSocketFrameAggregator(RpcPeer.FRAME_BYTES_MAX))
                        .addLast(new LinkHandler(listener));
            }
        };
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : HTTPS_PORT;
    }

    private static void fail(CompletableFuture<HttpAnswer> answer, URI uri, String reason, @Nullable Throwable cause) {
        DeviceException failure = cause == null
                ? new DeviceException("unreachable", uri.getHost() + ":" + port(uri) + ": " + reason)
                : new DeviceException("unreachable", uri.getHost() + ":" + port(uri) + ": " + reason, cause);
        answer.completeExceptionally(failure);
    }

    /** Sends the request once TLS stands and completes the answer. */
    private static final class ExchangeHandler extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final HttpCall call;
        private final CompletableFuture<HttpAnswer> answer;

        ExchangeHandler(HttpCall call, CompletableFuture<HttpAnswer> answer) {
            this.call = call;
            this.answer = answer;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            byte[] body = call.body() == null ? new byte[0] : call.body();
            String target = call.uri().getRawPath()
                    + (call.uri().getRawQuery() == null ? "" : "?" + call.uri().getRawQuery());
            FullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.valueOf(call.method()), target, Unpooled.wrappedBuffer(body));
            request.headers()
                    .set(HttpHeaderNames.HOST, call.uri().getRawAuthority())
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                    .set(HttpHeaderNames.ACCEPT, "application/json, application/problem+json");
            if (call.body() != null) {
                request.headers()
                        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
            }
            call.headers().forEach(request.headers()::set);
            context.writeAndFlush(request);
            context.fireChannelActive();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            Map<String, String> headers = new HashMap<>();
            response.headers()
                    .forEach(
                            header -> headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
            byte[] body = new byte[response.content().readableBytes()];
            response.content().readBytes(body);
            answer.complete(new HttpAnswer(response.status().code(), Map.copyOf(headers), body));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(answer, call.uri(), String.valueOf(cause.getMessage()), cause);
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(answer, call.uri(), "the connection closed before the answer", null);
        }
    }
}
