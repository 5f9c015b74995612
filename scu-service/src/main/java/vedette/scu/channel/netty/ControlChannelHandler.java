package vedette.scu.channel.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.ps.ChannelProof;
import vedette.contracts.ps.CloseCodes;
import vedette.contracts.sc.ChannelAccepted;
import vedette.scu.channel.ChannelSession;
import vedette.scu.channel.ChannelSession.Input;
import vedette.scu.channel.ChannelSession.Output;
import vedette.scu.channel.ChannelVerifier;
import vedette.scu.channel.DeviceConnection;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.channel.RateBucket;

/** Drives one {@link ChannelSession} over a WebSocket. All state belongs to the event loop; {@link DeviceConnection} methods hop to it. */
final class ControlChannelHandler extends SimpleChannelInboundHandler<WebSocketFrame> implements DeviceConnection {
    /** Reading stops above the high mark until the peer has read down to the low mark. */
    private static final WriteBufferWaterMark SEND_BUFFER = new WriteBufferWaterMark(16 * 1024, 128 * 1024);
    /** Unsent bytes at which a peer counts as not reading. */
    private static final long UNSENT_BYTES_MAX = 512 * 1024;
    /** How long the send buffer may stay above the low mark. */
    private static final long STUCK_SECONDS = 30;
    private static final long CLOSE_SECONDS = 2;
    private static final int REASON_CHARS_MAX = 110;
    private static final int PINGS_BURST = 20;
    private static final int PINGS_PER_SECOND = 2;

    private static final Logger log = LoggerFactory.getLogger(ControlChannelHandler.class);

    private final ChannelSession session;
    private final ChannelVerifier verifier;
    private final DeviceLinks links;
    private final LongSupplier nanoTime;
    private volatile @Nullable Channel channel;
    private String peerAddress = "unknown";
    private @Nullable String deviceId;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable ScheduledFuture<?> stuck;
    private final RateBucket pings;
    private boolean closing;

    ControlChannelHandler(ChannelSession session, ChannelVerifier verifier, DeviceLinks links, LongSupplier nanoTime) {
        this.session = session;
        this.verifier = verifier;
        this.links = links;
        this.nanoTime = nanoTime;
        this.pings = new RateBucket(PINGS_BURST, PINGS_PER_SECOND, nanoTime.getAsLong());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
        peerAddress = AddressGate.addressOf(context.channel().remoteAddress());
        context.channel().config().setWriteBufferWaterMark(SEND_BUFFER);
    }

    /** The WebSocket stands. */
    void opened() {
        handle(new Input.Opened());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (closing && !(frame instanceof CloseWebSocketFrame)) {
            return;
        }
        switch (frame) {
            case TextWebSocketFrame text -> handle(new Input.Text(text.text()));
            case PingWebSocketFrame ping -> onPing(context, ping);
            case PongWebSocketFrame _ -> {
                // Nobody waits for it: heartbeats tell more.
            }
            case CloseWebSocketFrame close -> {
                closing = true;
                context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            }
            default -> closeNow(CloseCodes.TEXT_ONLY, "Expected text frames");
        }
    }

    private void onPing(ChannelHandlerContext context, PingWebSocketFrame ping) {
        if (pings.tryTake(nanoTime.getAsLong())) {
            context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        } else {
            closeNow(CloseCodes.TOO_FAST, "Expected at most " + PINGS_PER_SECOND + " pings per second");
        }
    }

    private void handle(Input input) {
        session.handle(input, nanoTime.getAsLong());
        Output output = session.poll();
        while (!(output instanceof Output.Idle) && !(output instanceof Output.WaitUntil)) {
            perform(output);
            output = session.poll();
        }
        plan(output);
    }

    private void perform(Output output) {
        switch (output) {
            case Output.Transmit(String frame) -> write(frame);
            case Output.Verify(ChannelProof proof, String nonce) -> verify(proof, nonce);
            case Output.Established(String device, String bootId, ChannelAccepted accepted, String authNonce) -> {
                deviceId = device;
                if (!links.attach(this, device, bootId, accepted, authNonce)) {
                    closeNow(CloseCodes.REPLACED, "A newer channel is open, or this SCU is full");
                }
            }
            case Output.Deliver(var frame) -> {
                if (deviceId != null && !closing) {
                    links.received(this, deviceId, frame);
                }
            }
            case Output.Close(int code, String reason) -> closeNow(code, reason);
            case Output.WaitUntil _, Output.Idle _ -> throw new IllegalStateException("not an action");
        }
    }

    private void verify(ChannelProof proof, String nonce) {
        verifier.verify(proof, nonce, peerAddress).whenComplete((accepted, failure) -> onLoop(() -> {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (accepted != null) {
                handle(new Input.Accepted(accepted));
            } else if (cause instanceof ChannelVerifier.ChannelRefusedException refused) {
                log.atInfo().addKeyValue("unitId", proof.deviceId()).addKeyValue("peer", peerAddress)
                        .addKeyValue("reason", String.valueOf(refused.getMessage())).log("Channel refused");
                handle(new Input.Refused(refused.closeCode(), String.valueOf(refused.getMessage())));
            } else {
                handle(new Input.Refused(CloseCodes.TRY_LATER, "The platform is busy"));
            }
        }));
    }

    private void plan(Output output) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        Channel open = channel;
        if (output instanceof Output.WaitUntil(long deadlineNanos) && open != null && !closing) {
            timer = open.eventLoop().schedule(
                    () -> handle(new Input.TimePassed()), Math.max(0, deadlineNanos - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
        }
    }

    private void write(String frame) {
        Channel open = channel;
        if (open == null || closing || !open.isActive()) {
            return;
        }
        if (!open.isWritable() && open.bytesBeforeWritable() > UNSENT_BYTES_MAX) {
            closeNow(CloseCodes.TOO_FAST, "The device does not read what it is sent");
            return;
        }
        open.writeAndFlush(new TextWebSocketFrame(frame), open.voidPromise());
    }

    private void closeNow(int code, String reason) {
        Channel open = channel;
        if (open == null || closing) {
            return;
        }
        closing = true;
        String shortened = reason.length() > REASON_CHARS_MAX ? reason.substring(0, REASON_CHARS_MAX) : reason;
        // Reasons quote what peers sent; RFC 6455 allows 123 bytes, so only ASCII is kept.
        String ascii = shortened.replaceAll("[^\\x20-\\x7e]", "?");
        open.writeAndFlush(new CloseWebSocketFrame(code, ascii)).addListener(ChannelFutureListener.CLOSE);
        open.eventLoop().schedule(() -> open.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private void onLoop(Runnable task) {
        Channel open = channel;
        if (open == null) {
            return;
        }
        if (open.eventLoop().inEventLoop()) {
            task.run();
        } else if (!open.eventLoop().isShuttingDown()) {
            open.eventLoop().execute(task);
        }
    }

    @Override
    public void send(String frame) {
        onLoop(() -> write(frame));
    }

    @Override
    public void close(int code, String reason) {
        onLoop(() -> closeNow(code, reason));
    }

    @Override
    public String peerAddress() {
        return peerAddress;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        boolean writable = context.channel().isWritable();
        context.channel().config().setAutoRead(writable);
        if (stuck != null) {
            stuck.cancel(false);
            stuck = null;
        }
        if (!writable) {
            stuck = context.executor().schedule(() -> context.close(), STUCK_SECONDS, TimeUnit.SECONDS);
        }
        super.channelWritabilityChanged(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException && !(cause instanceof CorruptedWebSocketFrameException)) {
            closeNow(CloseCodes.TOO_LARGE, "Expected frames of at most 65536 bytes");
        } else if (!(cause instanceof CorruptedWebSocketFrameException)) {
            context.close();
        } // The decoder itself answers corrupt frames with a close frame and closes.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        closing = true;
        plan(new Output.Idle());
        if (stuck != null) {
            stuck.cancel(false);
        }
        if (deviceId != null) {
            links.detach(this, deviceId);
        }
        super.channelInactive(context);
    }
}
