package vedette.device.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import vedette.device.DeviceTransport;

/** Translates one WebSocket connection into {@link DeviceTransport.LinkListener} calls. */
final class LinkHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** What may wait unsent; a peer that reads more slowly is cut off, and the requests go out again on the next connection. */
    private static final WriteBufferWaterMark SEND_BUFFER = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final DeviceTransport.LinkListener listener;
    private int closeCode = 1006;
    private String closeReason = "connection lost";
    private boolean ended;

    LinkHandler(DeviceTransport.LinkListener listener) {
        this.listener = listener;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            context.channel().config().setWriteBufferWaterMark(SEND_BUFFER);
            listener.opened(new NettyLink(context.channel()));
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            closeReason = "no WebSocket handshake in time";
            context.close();
        }
        super.userEventTriggered(context, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            listener.text(text.text());
        } else if (frame instanceof CloseWebSocketFrame close) {
            closeCode = close.statusCode() < 0 ? 1005 : close.statusCode();
            closeReason = close.reasonText();
            context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        } else {
            closeReason = "expected text frames, found " + frame.getClass().getSimpleName();
            context.writeAndFlush(new CloseWebSocketFrame(1003, "text frames only"))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        closeReason = String.valueOf(cause.getMessage());
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    private void end() {
        if (!ended) {
            ended = true;
            listener.closed(closeCode, closeReason);
        }
    }

    private record NettyLink(Channel channel) implements DeviceTransport.Link {
        @Override
        public void send(String frame) {
            if (channel.isWritable()) {
                channel.writeAndFlush(new TextWebSocketFrame(frame));
            } else {
                channel.close();
            }
        }

        @Override
        public void close(int code, String reason) {
            String shortened = reason.length() > 60 ? reason.substring(0, 60) : reason;
            channel.writeAndFlush(new CloseWebSocketFrame(code, shortened)).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
