package vedette.scu.channel.netty;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.ps.ChannelMethods;
import vedette.platform.security.RateLimiter;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.channel.Workers;
import vedette.scu.registration.DeviceApi;

/** Hands HTTP requests to {@link DeviceApi} on virtual threads and turns the channel's path into a WebSocket. One request at a time. */
final class DeviceHttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String CHANNEL_PATH = "/scu/v1/channel";
    private static final int PARAMETERS_MAX = 16;
    private static final long LINGER_MILLIS = 1_000;

    private final DeviceApi api;
    private final Workers workers;
    private final RateLimiter rate;
    private final Supplier<ControlChannelHandler> channels;
    private boolean busy;

    DeviceHttpHandler(DeviceApi api, Workers workers, RateLimiter rate, Supplier<ControlChannelHandler> channels) {
        this.api = api;
        this.workers = workers;
        this.rate = rate;
        this.channels = channels;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (request.decoderResult().isFailure()) {
            write(context, refuseMalformed(request.decoderResult().cause()), false);
            return;
        }
        if (busy) {
            write(context, refuse(400, "pipelining", "Expected the next request after the answer to the last one."), false);
            return;
        }
        String address = AddressGate.addressOf(context.channel().remoteAddress());
        if (!rate.tryAcquire(address)) {
            write(context, refuse(429, "too-many-requests", "Too many requests from this address. Try again in a minute."), false);
            return;
        }
        QueryStringDecoder uri;
        String path;
        Map<String, String> query = new HashMap<>();
        try {
            uri = new QueryStringDecoder(request.uri(), java.nio.charset.StandardCharsets.UTF_8, true, PARAMETERS_MAX);
            path = uri.path();
            uri.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
        } catch (IllegalArgumentException e) {
            write(context, refuse(400, "request-invalid", "Expected a well-formed path and query."), false);
            return;
        }
        if (path.equals(CHANNEL_PATH) && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            upgrade(context, request);
            return;
        }
        busy = true;
        DeviceApi.Request call = new DeviceApi.Request(
                request.method().name(), path, query, request.headers().get(FlowHeader.NAME), ByteBufUtil.getBytes(request.content()), address);
        workers.supply(() -> api.serve(call))
                .exceptionally(failure -> DeviceApi.Response.problem(DeviceCallException.problemOf(failure), null))
                .thenAccept(response -> context.executor().execute(() -> {
                    busy = false;
                    write(context, response, keepAlive);
                }));
    }

    private static DeviceApi.Response refuseMalformed(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> refuse(414, "uri-too-long", "Expected a request line of at most 4096 bytes.");
            case TooLongHttpHeaderException _ -> refuse(431, "headers-too-large", "Expected at most 8192 bytes of headers.");
            default -> refuse(400, "request-malformed", "Expected an HTTP/1.1 request.");
        };
    }

    private static DeviceApi.Response refuse(int status, String code, String detail) {
        String words = code.replace('-', ' ');
        return DeviceApi.Response.problem(
                Problem.of(code, words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1), status, detail), null);
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
        String offered = String.join(",", request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
        if (Arrays.stream(offered.split(",")).map(String::strip).noneMatch(ChannelMethods.SUBPROTOCOL::equals)) {
            write(context, refuse(400, "subprotocol-unsupported", "Expected Sec-WebSocket-Protocol: " + ChannelMethods.SUBPROTOCOL + "."), false);
            return;
        }
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(ChannelMethods.FRAME_BYTES_MAX)
                .allowExtensions(false)
                .build();
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory("", ChannelMethods.SUBPROTOCOL, config).newHandshaker(request);
        if (handshaker == null) {
            WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel()).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ChannelFuture done;
        try {
            done = handshaker.handshake(context.channel(), request);
        } catch (io.netty.handler.codec.http.websocketx.WebSocketHandshakeException e) {
            write(context, refuse(400, "request-malformed", "Expected a WebSocket handshake (RFC 6455 §4.2.1)."), false);
            return;
        }
        ControlChannelHandler channel = channels.get();
        ChannelPipeline pipeline = context.pipeline();
        pipeline.remove(RequestDeadline.class);
        pipeline.addLast(new Utf8FrameValidator(true), new WebSocketFrameAggregator(ChannelMethods.FRAME_BYTES_MAX), channel);
        pipeline.remove(this);
        done.addListener(future -> {
            if (future.isSuccess()) {
                channel.opened();
            } else {
                pipeline.channel().close();
            }
        });
    }

    /** Writes an answer; without keep-alive the connection closes behind it. */
    static void write(ChannelHandlerContext context, DeviceApi.Response answer, boolean keepAlive) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (answer.flow() != null) {
            response.headers().set(FlowHeader.NAME, answer.flow());
        }
        if (answer.retryAfterSeconds() != null) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, answer.retryAfterSeconds());
        }
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ChannelFuture written = context.writeAndFlush(response);
        if (!keepAlive && answer.status() == HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE.code()) {
            // The rest of the body is on its way: closing now would reset the connection before the answer was read.
            written.addListener(_ -> context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS));
            return;
        }
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        RequestDeadline deadline = context.pipeline().get(RequestDeadline.class);
        ChannelHandlerContext deadlineContext = context.pipeline().context(RequestDeadline.class);
        if (deadline != null && deadlineContext != null) {
            deadline.answered(deadlineContext);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // TLS alerts, resets, junk: nothing to tell such a peer.
    }
}
