package vedette.mtu.egress.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import vedette.mtu.distribution.DistributedRelay;
import vedette.mtu.egress.Fmp4Outputs;
import vedette.mtu.egress.Fmp4Viewer;

/**
 * One browser's WebSocket: the ticket as the first message within 2 s, then init and fragments out. What waits for a slow browser is bounded;
 * beyond it fragments are dropped up to the next intra picture that finds the queue half empty.
 */
public final class Fmp4Socket extends SimpleChannelInboundHandler<WebSocketFrame> implements Fmp4Viewer {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final long TICKET_SECONDS = 2;
    /** Three pings missed. */
    private static final long SILENCE_SECONDS = 35;

    private static final int TICKET_CHARS_MAX = 100;
    private static final int MESSAGES_MAX_PER_SECOND = 20;
    private static final WebSocketCloseStatus REFUSED = new WebSocketCloseStatus(4401, "ticket-invalid");
    private static final WebSocketCloseStatus ENDED = new WebSocketCloseStatus(4000, "ended");

    private final Fmp4Outputs outputs;
    private final Executor workers;
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private @Nullable ScheduledFuture<?> deadline;
    private volatile @Nullable ChannelHandlerContext context;
    private volatile @Nullable DistributedRelay relay;
    private boolean over;
    private long secondStartedNanos;
    private int messages;
    /** Written by the stream's thread only. */
    private boolean dropping;

    /** @param workers for what may wait for locks */
    public Fmp4Socket(Fmp4Outputs outputs, Executor workers) {
        this.outputs = outputs;
        this.workers = workers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        patience(added, TICKET_SECONDS, "ticket expected within " + TICKET_SECONDS + " s");
    }

    private void patience(ChannelHandlerContext on, long seconds, String reason) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline = on.executor().schedule(() -> finish(reason, ENDED), seconds, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext on, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> message(on, text.text());
            case PingWebSocketFrame ping -> on.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case CloseWebSocketFrame _ -> on.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE)).addListener(ChannelFutureListener.CLOSE);
            default -> finish("text messages expected", WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
        }
    }

    private void message(ChannelHandlerContext on, String text) {
        long now = System.nanoTime();
        if (now - secondStartedNanos > 1_000_000_000L) {
            secondStartedNanos = now;
            messages = 0;
        }
        if (++messages > MESSAGES_MAX_PER_SECOND) {
            finish("at most " + MESSAGES_MAX_PER_SECOND + " messages a second expected", WebSocketCloseStatus.POLICY_VIOLATION);
            return;
        }
        String ticket = relay == null ? ticket(text) : "";
        if (ticket == null) {
            finish("ticket-invalid", REFUSED);
            return;
        }
        patience(on, SILENCE_SECONDS, "viewer-lost");
        if (relay == null) {
            DistributedRelay admitted = outputs.admit(ticket).orElse(null);
            if (admitted == null) {
                finish("ticket-invalid", REFUSED);
                return;
            }
            relay = admitted;
            outputs.counters().viewerCame();
            outputs.open(this);
        }
    }

    /** The ticket of the first message, or null if there is none. */
    private static @Nullable String ticket(String text) {
        try {
            JsonNode node = MAPPER.readTree(text).path("ticket");
            return node.isString() && node.stringValue().length() <= TICKET_CHARS_MAX ? node.stringValue() : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext on) throws Exception {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (relay != null) {
            outputs.counters().viewerLeft();
            workers.execute(() -> outputs.leave(this));
        }
        super.channelInactive(on);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
        on.close();
    }

    @Override
    public DistributedRelay relay() {
        DistributedRelay admitted = relay;
        if (admitted == null) {
            throw new IllegalStateException("not admitted yet");
        }
        return admitted;
    }

    @Override
    public boolean isOpen() {
        ChannelHandlerContext on = context;
        return on != null && on.channel().isActive();
    }

    @Override
    public void init(String mime, int width, int height, byte[] segment) {
        send(
                new TextWebSocketFrame(object("init").put("mime", mime).put("width", width).put("height", height).toString()),
                new BinaryWebSocketFrame(Unpooled.wrappedBuffer(segment)),
                segment.length);
    }

    @Override
    public void fragment(byte[] segment, boolean sync) {
        int waiting = waitingBytes.get();
        boolean full = waiting + segment.length > Fmp4Outputs.QUEUE_BYTES_MAX && waiting > 0;
        boolean stillFull = dropping && waiting > Fmp4Outputs.QUEUE_BYTES_MAX / 2;
        if (full || stillFull || dropping && !sync) {
            dropping = true;
            return;
        }
        dropping = false;
        send(null, new BinaryWebSocketFrame(Unpooled.wrappedBuffer(segment)), segment.length);
    }

    @Override
    public void sound(String note) {
        send(new TextWebSocketFrame(object("sound").put("note", note).toString()), null, 0);
    }

    @Override
    public void ended(String reason) {
        ChannelHandlerContext on = context;
        if (on != null) {
            task(on, () -> finish(reason, ENDED));
        }
    }

    private static ObjectNode object(String type) {
        return MAPPER.createObjectNode().put("type", type);
    }

    private void send(@Nullable TextWebSocketFrame text, @Nullable BinaryWebSocketFrame binary, int bytes) {
        ChannelHandlerContext on = context;
        if (on == null) {
            return;
        }
        waitingBytes.addAndGet(bytes);
        task(on, () -> {
            if (over) {
                waitingBytes.addAndGet(-bytes);
                return;
            }
            if (text != null) {
                on.write(text, on.voidPromise());
            }
            if (binary != null) {
                on.write(binary).addListener(written -> {
                    waitingBytes.addAndGet(-bytes);
                    if (written.isSuccess()) {
                        outputs.counters().sent(bytes);
                    }
                });
            }
            on.flush();
        });
    }

    /** On the loop: says why and closes. */
    private void finish(String reason, WebSocketCloseStatus status) {
        ChannelHandlerContext on = context;
        if (on == null || over) {
            return;
        }
        over = true;
        on.write(new TextWebSocketFrame(object("end").put("reason", reason).toString()), on.voidPromise());
        on.writeAndFlush(new CloseWebSocketFrame(status)).addListener(ChannelFutureListener.CLOSE);
    }

    /** Always a task of its own: the caller may hold locks that the loop wants. */
    private static void task(ChannelHandlerContext on, Runnable task) {
        try {
            on.executor().execute(task);
        } catch (RejectedExecutionException _) {
            on.channel().close();
        }
    }
}
