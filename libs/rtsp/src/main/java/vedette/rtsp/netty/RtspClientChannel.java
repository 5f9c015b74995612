package vedette.rtsp.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import vedette.rtp.RtcpPacket;
import vedette.rtsp.RtspRange;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientInput;
import vedette.rtsp.client.ClientOutput;
import vedette.rtsp.client.ClientTrack;
import vedette.rtsp.client.RtspClientSession;
import vedette.rtsp.client.RtspFailure;

/** Drives an {@link RtspClientSession} on a Netty channel. */
final class RtspClientChannel extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(RtspClientChannel.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Interval of receiver reports, which also keep the session alive. */
    private static final long REPORT_SECONDS = 5;

    private final ClientConfig config;
    private final RtspClientListener listener;
    private final RtspClientSession machine;
    private final long ownSsrc = RANDOM.nextInt() & 0xFFFF_FFFFL;
    private final Map<Integer, UdpPair> udp = new HashMap<>();
    private final Map<Integer, TrackReceiver> receivers = new HashMap<>();
    private volatile @Nullable ChannelHandlerContext context;
    private volatile boolean stopped;
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;
    private @Nullable ScheduledFuture<?> reports;
    private boolean started;
    private boolean ended;
    private boolean draining;

    RtspClientChannel(ClientConfig config, RtspClientListener listener) {
        this.config = config;
        this.listener = listener;
        this.machine = new RtspClientSession(config, RANDOM, System.nanoTime());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        var ssl = added.pipeline().get(SslHandler.class);
        if (added.channel().isActive() && (ssl == null || ssl.handshakeFuture().isSuccess())) {
            start(added);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        if (active.pipeline().get(SslHandler.class) == null) {
            start(active);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext on, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                start(on);
            } else {
                unreachable(handshake.cause());
                on.close();
            }
        }
    }

    private void start(ChannelHandlerContext on) {
        if (started) {
            return;
        }
        started = true;
        reports = on.executor()
                .scheduleAtFixedRate(
                        () -> receivers.values().forEach(r -> r.report(System.nanoTime())),
                        REPORT_SECONDS,
                        REPORT_SECONDS,
                        TimeUnit.SECONDS);
        handle(stopped ? new ClientInput.Stop() : new ClientInput.Connected());
    }

    @Override
    public void channelRead(ChannelHandlerContext on, Object message) {
        try {
            if (message instanceof ByteBuf bytes) {
                handle(new ClientInput.Received(bytes.nioBuffer()));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext on) {
        handle(new ClientInput.Disconnected());
        release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
        // A broken connection is everyday; anything else is a mistake here or in the listener.
        var level = cause instanceof IOException || cause.getCause() instanceof IOException ? Level.DEBUG : Level.ERROR;
        log.atLevel(level)
                .addKeyValue("peer", on.channel().remoteAddress())
                .setCause(cause)
                .log("RTSP connection failed");
        on.close();
    }

    void unreachable(Throwable cause) {
        end(stopped ? null : RtspClient.unreachable(config, cause));
    }

    private void end(@Nullable RtspFailure failure) {
        if (!ended) {
            ended = true;
            release();
            listener.ended(failure);
        }
    }

    private void release() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (reports != null) {
            reports.cancel(false);
        }
        receivers.values().forEach(TrackReceiver::close);
        udp.values().forEach(UdpPair::close);
        receivers.clear();
        udp.clear();
    }

    private void handle(ClientInput input) {
        var on = context;
        if (on == null) {
            return;
        }
        machine.handle(input, System.nanoTime());
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (true) {
                switch (machine.poll()) {
                    case ClientOutput.WaitUntil(var deadline) -> {
                        schedule(on, deadline);
                        return;
                    }
                    case ClientOutput.Done() -> {
                        return;
                    }
                    case ClientOutput output -> perform(on, output);
                }
            }
        } finally {
            draining = false;
        }
    }

    /** A timer that is early enough stays: the machine says its deadline again when it fires. */
    private void schedule(ChannelHandlerContext on, long deadlineNanos) {
        if (timer != null && !timer.isDone()) {
            if (timerNanos - deadlineNanos <= 0) {
                return;
            }
            timer.cancel(false);
        }
        timerNanos = deadlineNanos;
        long delay = Math.max(1_000_000, deadlineNanos - System.nanoTime());
        timer = on.executor()
                .schedule(
                        () -> {
                            timer = null;
                            handle(new ClientInput.TimePassed());
                        },
                        delay,
                        TimeUnit.NANOSECONDS);
    }

    private void perform(ChannelHandlerContext on, ClientOutput output) {
        switch (output) {
            case ClientOutput.Send(var bytes) -> on.writeAndFlush(Unpooled.wrappedBuffer(bytes), on.voidPromise());
            case ClientOutput.OpenUdp(var track) -> openUdp(on, track);
            case ClientOutput.Described(var sdp, var tracks) -> listener.described(sdp, tracks);
            case ClientOutput.TrackReady(var track, var transport) -> {
                var receiver = new TrackReceiver(track, on.channel(), ownSsrc, udp.get(track.index()));
                receivers.put(track.index(), receiver);
                receiver.ready(transport);
            }
            case ClientOutput.Playing(var tracks) -> listener.playing(tracks);
            case ClientOutput.Media(var track, var rtcp, var data) -> media(track, rtcp, data);
            case ClientOutput.Ended(var failure) -> end(failure);
            case ClientOutput.Close() ->
                on.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            case ClientOutput.WaitUntil _, ClientOutput.Done _ ->
                throw new IllegalStateException("handled by the loop");
        }
    }

    private void openUdp(ChannelHandlerContext on, int track) {
        var local = ((InetSocketAddress) on.channel().localAddress()).getAddress();
        var peer = ((InetSocketAddress) on.channel().remoteAddress()).getAddress();
        UdpPair.Receiver receiver = (rtcp, datagram) -> {
            if (!rtcp) {
                handle(new ClientInput.RtpSeen(track));
            }
            media(track, rtcp, datagram);
        };
        UdpPair.open(on.channel().eventLoop(), local, peer, receiver).addListener((Future<UdpPair> opened) -> {
            if (!opened.isSuccess()) {
                handle(new ClientInput.UdpFailed(track));
            } else if (ended) {
                opened.getNow().close();
            } else {
                udp.put(track, opened.getNow());
                handle(new ClientInput.UdpOpened(
                        track, opened.getNow().rtpPort(), opened.getNow().rtcpPort()));
            }
        });
    }

    private void media(int index, boolean rtcp, byte[] data) {
        var receiver = receivers.get(index);
        if (receiver == null || ended) {
            return;
        }
        ClientTrack track = receiver.track;
        if (rtcp) {
            var packets = receiver.rtcp(data, System.nanoTime());
            if (!packets.isEmpty()) {
                listener.rtcp(track, packets);
            }
        } else {
            receiver.rtp(data, System.nanoTime()).forEach(packet -> listener.rtp(track, packet));
        }
    }

    private void onLoop(Runnable task) {
        var on = context;
        if (on == null) {
            return;
        }
        if (on.executor().inEventLoop()) {
            task.run();
        } else {
            on.executor().execute(task);
        }
    }

    void sendRtcp(int track, List<RtcpPacket> compound) {
        onLoop(() -> {
            if (receivers.containsKey(track)) {
                receivers.get(track).sendRtcp(compound);
            }
        });
    }

    void requestKeyFrame(int track) {
        onLoop(() -> {
            if (receivers.containsKey(track)) {
                receivers.get(track).requestKeyFrame();
            }
        });
    }

    void play(@Nullable RtspRange range, OptionalDouble scale) {
        onLoop(() -> handle(new ClientInput.Play(range, scale)));
    }

    void pause() {
        onLoop(() -> handle(new ClientInput.Pause()));
    }

    void stop() {
        stopped = true;
        onLoop(() -> {
            if (started) {
                handle(new ClientInput.Stop());
            } else if (context != null) {
                end(null);
                context.close();
            }
        });
    }
}
