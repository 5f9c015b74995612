package vedette.rtsp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import vedette.rtp.Rtcp;
import vedette.rtp.RtpParseException;
import vedette.rtsp.server.RtspServerConnection;
import vedette.rtsp.server.ServerInput;
import vedette.rtsp.server.ServerOutput;
import vedette.rtsp.server.TrackTransport;

/**
 * Drives an {@link RtspServerConnection} on a Netty channel. Add it to the pipeline of an accepted connection, or of a
 * dialled one after its upgrade (reverse RTSP: the device dials and is the server). One instance per channel.
 */
public final class RtspServerChannel extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(RtspServerChannel.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ServerChannelSettings settings;
    private final RtspHandler application;
    private @Nullable RtspServerConnection machine;
    private @Nullable ServerSessionState session;
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;
    private boolean draining;

    /**
     * @param settings limits and protocol settings
     * @param application asked on the channel's event loop
     */
    public RtspServerChannel(ServerChannelSettings settings, RtspHandler application) {
        this.settings = settings;
        this.application = application;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            start(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        start(context);
        context.fireChannelActive();
    }

    private void start(ChannelHandlerContext context) {
        if (machine == null) {
            boolean secure = context.pipeline().get(SslHandler.class) != null;
            var peer = (InetSocketAddress) context.channel().remoteAddress();
            var local = (InetSocketAddress) context.channel().localAddress();
            boolean loopback =
                    peer.getAddress().isLoopbackAddress() && local.getAddress().isLoopbackAddress();
            machine = new RtspServerConnection(settings.protocol(), RANDOM, peer, secure, loopback, System.nanoTime());
            drain(context, machine);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf bytes) {
                handle(context, new ServerInput.Received(bytes.nioBuffer()));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handle(context, new ServerInput.Disconnected());
        if (timer != null) {
            timer.cancel(false);
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A broken connection is everyday; anything else is a mistake here or in the application.
        var level = cause instanceof IOException || cause.getCause() instanceof IOException ? Level.DEBUG : Level.ERROR;
        log.atLevel(level)
                .addKeyValue("peer", context.channel().remoteAddress())
                .setCause(cause)
                .log("RTSP connection failed");
        context.close();
    }

    private void handle(ChannelHandlerContext context, ServerInput input) {
        if (machine != null) {
            machine.handle(input, System.nanoTime());
            drain(context, machine);
        }
    }

    /** Does what the machine wants; answers that come at once wait for the loop below instead of nesting. */
    private void drain(ChannelHandlerContext context, RtspServerConnection driven) {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (true) {
                switch (driven.poll()) {
                    case ServerOutput.WaitUntil(var deadline) -> {
                        schedule(context, deadline);
                        return;
                    }
                    case ServerOutput.Done() -> {
                        return;
                    }
                    case ServerOutput output -> perform(context, output);
                }
            }
        } finally {
            draining = false;
        }
    }

    /** A timer that is early enough stays: the machine says its deadline again when it fires. */
    private void schedule(ChannelHandlerContext context, long deadlineNanos) {
        if (timer != null && !timer.isDone()) {
            if (timerNanos - deadlineNanos <= 0) {
                return;
            }
            timer.cancel(false);
        }
        timerNanos = deadlineNanos;
        long delay = Math.max(1_000_000, deadlineNanos - System.nanoTime());
        timer = context.executor()
                .schedule(
                        () -> {
                            timer = null;
                            handle(context, new ServerInput.TimePassed());
                        },
                        delay,
                        TimeUnit.NANOSECONDS);
    }

    private void perform(ChannelHandlerContext context, ServerOutput output) {
        switch (output) {
            case ServerOutput.Send(var bytes) ->
                context.writeAndFlush(Unpooled.wrappedBuffer(bytes), context.voidPromise());
            case ServerOutput.Authorize(var id, var request) ->
                ask(context, id, () -> application.authorize(request), ServerInput.Authorized::new);
            case ServerOutput.Describe(var id, var request, var attachment) ->
                ask(context, id, () -> application.describe(request, attachment), ServerInput.Described::new);
            case ServerOutput.SessionOpened opened ->
                session = new ServerSessionState(opened, reason -> end(context, reason));
            case ServerOutput.OpenTrack(var id, var track, var transport) -> openTrack(context, id, track, transport);
            case ServerOutput.Play(var id, var request) -> {
                var current = session;
                if (current != null) {
                    ask(context, id, () -> application.play(current, request), ServerInput.Played::new);
                }
            }
            case ServerOutput.Pause(var id) -> {
                var current = session;
                if (current != null) {
                    ask(context, id, () -> application.pause(current), (i, _) -> new ServerInput.Paused(i));
                }
            }
            case ServerOutput.Streaming(var on) -> {
                if (session != null) {
                    session.streaming(on);
                }
            }
            case ServerOutput.FromClient(var track, var rtcp, var data) -> {
                if (rtcp) {
                    rtcp(track, data);
                }
            }
            case ServerOutput.SessionEnded(var reason) -> sessionEnded(context, reason);
            case ServerOutput.Released(var attachment) -> application.released(attachment);
            case ServerOutput.Close() ->
                context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            case ServerOutput.WaitUntil _, ServerOutput.Done _ -> throw new IllegalStateException("handled by drain");
        }
    }

    private void end(ChannelHandlerContext context, String reason) {
        if (context.executor().inEventLoop()) {
            handle(context, new ServerInput.End(reason));
            return;
        }
        try {
            context.executor().execute(() -> handle(context, new ServerInput.End(reason)));
        } catch (RejectedExecutionException e) {
            log.atDebug().setCause(e).log("RTSP session ended with its event loop already");
        }
    }

    private void sessionEnded(ChannelHandlerContext context, String reason) {
        var ended = session;
        session = null;
        if (ended != null) {
            boolean known = !ended.senders().isEmpty();
            ended.close();
            log.atInfo()
                    .addKeyValue("sessionId", ended.id())
                    .addKeyValue("peer", context.channel().remoteAddress())
                    .addKeyValue("reason", reason)
                    .log("RTSP session ended");
            if (known) {
                application.ended(ended, reason);
            }
        }
    }

    private <T> void ask(
            ChannelHandlerContext context,
            long id,
            Supplier<CompletionStage<T>> question,
            BiFunction<Long, T, ServerInput> answer) {
        CompletionStage<T> stage;
        try {
            stage = question.get();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("RTSP application failed");
            context.executor().execute(() -> handle(context, new ServerInput.ApplicationFailed(id)));
            return;
        }
        // Always a task of its own, so that units pushed before the completion are behind the response.
        stage.whenComplete((result, failure) -> context.executor().execute(() -> {
            if (failure != null) {
                log.atWarn().setCause(failure).log("RTSP application failed");
                handle(context, new ServerInput.ApplicationFailed(id));
            } else {
                handle(context, answer.apply(id, result));
            }
        }));
    }

    private void openTrack(ChannelHandlerContext context, long id, int track, TrackTransport transport) {
        var current = session;
        if (current == null) {
            return;
        }
        var channel = context.channel();
        InetAddress peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        switch (transport) {
            case TrackTransport.Interleaved _ -> {
                current.add(track, channel, settings, transport, null, peer);
                context.executor().execute(() -> handle(context, new ServerInput.TrackOpened(id, 0, 0)));
            }
            case TrackTransport.Udp _ -> {
                InetAddress local = ((InetSocketAddress) channel.localAddress()).getAddress();
                UdpPair.Receiver receiver = (isRtcp, datagram) -> {
                    handle(context, new ServerInput.RtcpSeen());
                    if (isRtcp) {
                        rtcp(track, datagram);
                    }
                };
                UdpPair.open(channel.eventLoop(), local, peer, receiver)
                        .addListener((io.netty.util.concurrent.Future<UdpPair> opened) -> {
                            if (!opened.isSuccess()) {
                                handle(context, new ServerInput.TrackFailed(id));
                            } else if (current != session || !channel.isActive()) {
                                opened.getNow().close();
                            } else {
                                current.add(track, channel, settings, transport, opened.getNow(), peer);
                                handle(
                                        context,
                                        new ServerInput.TrackOpened(
                                                id,
                                                opened.getNow().rtpPort(),
                                                opened.getNow().rtcpPort()));
                            }
                        });
            }
        }
    }

    private void rtcp(int track, byte[] data) {
        if (session == null) {
            return;
        }
        try {
            application.rtcp(session, track, Rtcp.parse(data));
        } catch (RtpParseException e) {
            log.atTrace().addKeyValue("sessionId", session.id()).log(e.getMessage());
        }
    }
}
