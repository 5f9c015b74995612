package vedette.stun.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import vedette.stun.server.ClientPath;
import vedette.stun.server.StreamFrames;

/** One TCP or TLS connection of a client: cuts the stream into frames. On the event loop only. */
final class StreamClient extends SimpleChannelInboundHandler<ByteBuf> {
    private final TurnListener listener;
    private final ClientPath.Transport transport;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf partial;
    private @Nullable ClientPath path;
    /** When a frame was begun, or the connection made; 0 = no frame is open. */
    private long openSince;
    private long lastFrameAt;

    StreamClient(TurnListener listener, ClientPath.Transport transport) {
        this.listener = listener;
        this.transport = transport;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        openSince = System.nanoTime();
        lastFrameAt = openSince;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        path = new ClientPath(transport, (InetSocketAddress) ctx.channel().remoteAddress(), 0, this);
        listener.opened(this);
        ctx.fireChannelActive();
    }

    ClientPath path() {
        ClientPath known = path;
        if (known == null) {
            throw new IllegalStateException("The connection is not open yet");
        }
        return known;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf chunk) {
        ByteBuf before = partial;
        partial = null;
        ByteBuf data = before == null ? chunk.retain() : before.writeBytes(chunk);
        try {
            boolean more = true;
            while (more && data.readableBytes() >= StreamFrames.HEAD_BYTES && ctx.channel().isActive()) {
                int length = StreamFrames.length(data.nioBuffer(data.readerIndex(), StreamFrames.HEAD_BYTES));
                if (length < 0) {
                    ctx.close(); // Neither STUN nor ChannelData: no way back into step.
                    return;
                }
                more = data.readableBytes() >= length;
                if (more) {
                    frame(data.nioBuffer(data.readerIndex(), length));
                    data.skipBytes(length);
                }
            }
            keep(ctx, data);
        } finally {
            data.release();
        }
    }

    private void frame(ByteBuffer frame) {
        lastFrameAt = System.nanoTime();
        openSince = 0;
        listener.fromClient(path(), frame, lastFrameAt);
    }

    private void keep(ChannelHandlerContext ctx, ByteBuf data) {
        if (data.isReadable() && ctx.channel().isActive()) {
            partial = ctx.alloc().buffer(data.readableBytes()).writeBytes(data);
            openSince = openSince == 0 ? System.nanoTime() : openSince;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        listener.flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropPartial();
        if (path != null) {
            listener.closed(this);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        dropPartial();
    }

    private void dropPartial() {
        ByteBuf rest = partial;
        partial = null;
        if (rest != null) {
            rest.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // Reset, or a failed handshake: the client comes again if it wants.
    }

    /** Whether it is too slow (a frame open for too long) or idle without an allocation. */
    boolean overdue(long nowNanos, long frameNanos, long idleNanos) {
        return openSince != 0 && nowNanos - openSince > frameNanos || nowNanos - lastFrameAt > idleNanos && !listener.hasAllocation(path());
    }

    void close() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    /** Sends a message, or ChannelData behind its header and with padding. */
    void send(int header, ByteBuffer payload, boolean channelData) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            return;
        }
        if (!ctx.channel().isWritable()) {
            return; // The client reads too slowly: what a relay carries are datagrams, and those may be lost.
        }
        int length = payload.remaining();
        ByteBuf bytes = ctx.alloc().directBuffer(length + 8);
        if (channelData) {
            bytes.writeInt(header);
        }
        bytes.writeBytes(payload);
        if (channelData) {
            bytes.writeZero(-length & 3);
        }
        ctx.write(bytes, ctx.voidPromise());
        listener.dirty(ctx.channel());
    }
}
