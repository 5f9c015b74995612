package vedette.mtu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtpPacket;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Depacketizer;
import vedette.rtp.h265.H265Depacketizer;
import vedette.rtsp.client.ClientTrack;
import vedette.rtsp.client.RtspFailure;
import vedette.rtsp.netty.RtspClientListener;

/** A native viewer that keeps the access units that come. */
final class TestViewer implements RtspClientListener {
    private final H264Depacketizer h264 = new H264Depacketizer();
    private final H265Depacketizer h265 = new H265Depacketizer();
    private final List<AccessUnit> units = new ArrayList<>();
    private final List<RtpPacket> packets = new ArrayList<>();
    private int damaged;
    final CompletableFuture<List<ClientTrack>> playing = new CompletableFuture<>();
    final CompletableFuture<@Nullable RtspFailure> ended = new CompletableFuture<>();

    @Override
    public void playing(List<ClientTrack> tracks) {
        playing.complete(tracks);
    }

    @Override
    public synchronized void rtp(ClientTrack track, RtpPacket packet) {
        packets.add(packet);
        for (var output : track.rtpMap().is("H265") ? h265.push(packet) : h264.push(packet)) {
            switch (output) {
                case H264Depacketizer.Output.Complete(var unit) -> units.add(unit);
                case H264Depacketizer.Output.Damaged _ -> damaged++;
            }
        }
        notifyAll();
    }

    @Override
    public synchronized void ended(@Nullable RtspFailure failure) {
        ended.complete(failure);
        notifyAll();
    }

    /** The first so many access units; fails if they do not come within 15 s. */
    synchronized List<AccessUnit> await(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (units.size() < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("only " + units.size() + " of " + count + " access units within 15 s, " + damaged + " damaged, "
                        + packets.size() + " packets, ended: " + ended.getNow(null));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return List.copyOf(units.subList(0, count));
    }

    /** Waits for the access unit with this RTP timestamp; fails if it does not come within 30 s. */
    synchronized void awaitTimestamp(long timestamp) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (units.isEmpty() || (units.getLast().pts90k() & 0xFFFF_FFFFL) != timestamp) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("no access unit with timestamp " + timestamp + " within 30 s after " + units.size() + " others, ended: "
                        + ended.getNow(null));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized int count() {
        return units.size();
    }

    synchronized int damaged() {
        return damaged;
    }

    synchronized List<RtpPacket> packets() {
        return List.copyOf(packets);
    }
}
