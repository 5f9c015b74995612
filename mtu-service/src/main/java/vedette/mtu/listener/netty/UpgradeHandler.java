package vedette.mtu.listener.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.Problem;
import vedette.mtu.egress.netty.Fmp4Socket;
import vedette.mtu.reverse.netty.ReverseUpgrade;

/** Decides what a connection's request makes of it: a device's reverse RTSP, a browser's WebSocket, or a problem. */
public final class UpgradeHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** Path of the WebSocket. */
    public static final String FMP4_PATH = "/v1/fmp4";

    private static final Logger log = LoggerFactory.getLogger(UpgradeHandler.class);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int FRAME_BYTES_MAX = 4096;

    private final @Nullable ReverseUpgrade reverse;
    private final Supplier<Fmp4Socket> sockets;
    private final String portalOrigin;

    /**
     * @param reverse null where devices are not served
     * @param sockets makes the handler of a WebSocket
     * @param portalOrigin the only page that may open one
     */
    public UpgradeHandler(@Nullable ReverseUpgrade reverse, Supplier<Fmp4Socket> sockets, String portalOrigin) {
        this.reverse = reverse;
        this.sockets = sockets;
        this.portalOrigin = portalOrigin;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, "request-invalid", "Expected an HTTP/1.1 request.");
            return;
        }
        String path = request.uri();
        if (path.equals(ReverseUpgrade.PATH) && reverse != null && request.method().equals(HttpMethod.GET)) {
            reverse.handle(context, request).ifPresent(no -> refuse(context, no.status(), no.code(), no.detail()));
        } else if (path.equals(FMP4_PATH) && request.method().equals(HttpMethod.GET)) {
            webSocket(context, request);
        } else {
            refuse(context, HttpResponseStatus.NOT_FOUND, "not-found", "There is nothing at this path.");
        }
    }

    /** The Origin must be the portal's, so that no other site can use a visitor's ticket (RFC 6455 §10.2). */
    private void webSocket(ChannelHandlerContext context, FullHttpRequest request) {
        if (!portalOrigin.equals(request.headers().get(HttpHeaderNames.ORIGIN))) {
            refuse(context, HttpResponseStatus.FORBIDDEN, "origin-refused", "Expected the Origin of the portal.");
            return;
        }
        var handshaker = new WebSocketServerHandshakerFactory(
                        FMP4_PATH,
                        null,
                        WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(FRAME_BYTES_MAX).build())
                .newHandshaker(request);
        if (handshaker == null) {
            refuse(context, HttpResponseStatus.UPGRADE_REQUIRED, "upgrade-required", "Expected a WebSocket of version 13.");
            return;
        }
        try {
            handshaker.handshake(context.channel(), request).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        } catch (WebSocketHandshakeException e) {
            refuse(context, HttpResponseStatus.BAD_REQUEST, "request-invalid", "Expected a WebSocket handshake.");
            return;
        }
        var pipeline = context.pipeline();
        pipeline.remove(ReadTimeoutHandler.class);
        if (pipeline.get(HttpObjectAggregator.class) != null) {
            pipeline.remove(HttpObjectAggregator.class);
        }
        pipeline.addLast(sockets.get());
        pipeline.remove(this);
    }

    private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String code, String detail) {
        byte[] body = MAPPER.writeValueAsString(Problem.of(code, status.reasonPhrase(), status.code(), detail)).getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        log.atInfo().addKeyValue("peer", context.channel().remoteAddress()).addKeyValue("code", code).log("Media request refused");
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.atDebug().addKeyValue("peer", context.channel().remoteAddress()).setCause(cause).log("Media connection failed");
        context.close();
    }
}
