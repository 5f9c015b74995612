package vedette.rtsp.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Depacketizer;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.client.ClientTrack;
import vedette.rtsp.client.RtspFailure;

/** A client's owner that counts pictures. */
final class Viewer implements RtspClientListener {
    private final CountDownLatch pictures;
    private final H264Depacketizer depacketizer = new H264Depacketizer();
    final AtomicInteger damaged = new AtomicInteger();
    final CountDownLatch senderReport = new CountDownLatch(1);
    final CompletableFuture<List<ClientTrack>> playing = new CompletableFuture<>();
    final CompletableFuture<RtspFailure> failure = new CompletableFuture<>();
    volatile @Nullable AccessUnit first;
    volatile @Nullable SessionDescription sdp;

    Viewer(int pictures) {
        this.pictures = new CountDownLatch(pictures);
    }

    @Override
    public void described(SessionDescription described, List<ClientTrack> tracks) {
        sdp = described;
    }

    @Override
    public void playing(List<ClientTrack> tracks) {
        playing.complete(tracks);
    }

    @Override
    public void rtp(ClientTrack track, RtpPacket packet) {
        if (!track.isVideo()) {
            return;
        }
        for (var output : depacketizer.push(packet)) {
            switch (output) {
                case H264Depacketizer.Output.Complete(var unit) -> {
                    if (first == null) {
                        first = unit;
                    }
                    pictures.countDown();
                }
                case H264Depacketizer.Output.Damaged _ -> damaged.incrementAndGet();
            }
        }
    }

    @Override
    public void rtcp(ClientTrack track, List<RtcpPacket> packets) {
        if (packets.stream().anyMatch(p -> p instanceof RtcpPacket.SenderReport)) {
            senderReport.countDown();
        }
    }

    @Override
    public void ended(@Nullable RtspFailure why) {
        failure.complete(why);
    }

    boolean awaitPictures(Duration limit) throws InterruptedException {
        return pictures.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    RtspFailure awaitFailure() throws Exception {
        return failure.get(15, TimeUnit.SECONDS);
    }
}
