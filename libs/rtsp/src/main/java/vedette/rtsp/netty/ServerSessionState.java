package vedette.rtsp.netty;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.ServerOutput;
import vedette.rtsp.server.TrackTransport;

/** A server session with its senders. Tracks are added and closed on the event loop only. */
final class ServerSessionState implements RtspSession {
    private final ServerOutput.SessionOpened opened;
    private final Consumer<String> end;
    private final CopyOnWriteArrayList<TrackSender> senders = new CopyOnWriteArrayList<>();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private volatile boolean open = true;

    ServerSessionState(ServerOutput.SessionOpened opened, Consumer<String> end) {
        this.opened = opened;
        this.end = end;
    }

    void add(
            int track,
            Channel connection,
            ServerChannelSettings settings,
            TrackTransport transport,
            @Nullable UdpPair udp,
            InetAddress peer) {
        senders.stream().filter(s -> s.track() == track).findFirst().ifPresent(old -> {
            senders.remove(old);
            old.close();
        });
        senders.add(new TrackSender(
                track,
                opened.media().get(track),
                connection,
                waitingBytes,
                settings,
                opened.sessionId().substring(0, 16),
                transport,
                udp,
                peer));
        senders.sort(Comparator.comparingInt(TrackSender::track));
    }

    void streaming(boolean on) {
        senders.forEach(s -> s.streaming(on));
    }

    void close() {
        open = false;
        senders.forEach(TrackSender::close);
    }

    @Override
    public String id() {
        return opened.sessionId();
    }

    @Override
    public RtspRequestInfo request() {
        return opened.request();
    }

    @Override
    public @Nullable Object attachment() {
        return opened.attachment();
    }

    @Override
    public List<RtspMediaSender> senders() {
        return List.copyOf(senders);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void end(String reason) {
        end.accept(reason);
    }
}
